// Names of models: what people write and paste becomes what Ollama calls it, or a reason why not.
import { expect, it } from 'vitest';
import { readModelName } from '../../../src/main/core/model-name.ts';

it.each([
  ['llama3', 'llama3:latest'],
  ['  llama3:8b ', 'llama3:8b'],
  ['library/llama3', 'llama3:latest'],
  ['registry.ollama.ai/library/llama3:8b', 'llama3:8b'],
  ['someone/their-model', 'someone/their-model:latest'],
  ['ollama run gemma3:270m', 'gemma3:270m'],
  ['ollama  pull  gemma3', 'gemma3:latest'],
  ['“gemma3”', 'gemma3:latest'],
  ['hf.co/bartowski/Llama-3.2-1B-Instruct-GGUF', 'hf.co/bartowski/Llama-3.2-1B-Instruct-GGUF:latest'],
  ['huggingface.co/a/b-GGUF:Q4_K_M', 'hf.co/a/b-GGUF:Q4_K_M'],
  ['https://huggingface.co/a/b-GGUF/tree/main', 'hf.co/a/b-GGUF:latest'],
  ['https://ollama.com/library/gemma3:4b', 'gemma3:4b'],
  ['https://ollama.com/library/gemma3/tags', 'gemma3:latest'],
  ['https://ollama.com/someone/model', 'someone/model:latest'],
  ['box.local:5000/team/model:1', 'box.local:5000/team/model:1'],
])('“%s” is %s', (text, name) => {
  expect(readModelName(text)).toEqual({ kind: 'ok', name });
});

it.each([
  ['', { code: 'empty' }],
  ['  ', { code: 'empty' }],
  ['llama 3', { code: 'spaces' }],
  ['a/b/c/d', { code: 'too_many_parts' }],
  ['https://ollama.com/blog', { code: 'not_a_model_page' }],
  ['https://example.org', { code: 'not_a_model_page' }],
  ['http://hf.co/a/b', { code: 'insecure' }],
  ['llama3:', { code: 'wrong_part', part: '' }],
  ['../etc', { code: 'wrong_part', part: '..' }],
  ['käse', { code: 'wrong_part', part: 'käse' }],
  ['-x', { code: 'wrong_part', part: '-x' }],
  ['a'.repeat(81), { code: 'too_long', part: 'a'.repeat(81) }],
])('“%s” is no name: %o', (text, trouble) => {
  expect(readModelName(text)).toEqual({ kind: 'malformed', trouble });
});
