# The Python client of OpenAI, unchanged, in one round of everything that a program asks of it.
# Arguments: the base URL, the key, the model, and "json" of extra headers. Prints one line of JSON for each thing that was tried.
import json
import sys

import openai

base_url, key, model, headers = sys.argv[1], sys.argv[2], sys.argv[3], json.loads(sys.argv[4])
client = openai.OpenAI(base_url=base_url, api_key=key, max_retries=0, timeout=120, default_headers=headers)
question = [{"role": "user", "content": "What is the capital of France?"}]
picture = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
tool = {"type": "function", "function": {"name": "look_up", "parameters": {"type": "object", "properties": {}}}}


def tell(name, **what):
    print(json.dumps({"name": name, **what}), flush=True)


def attempt(name, action):
    try:
        tell(name, **action())
    except openai.APIStatusError as error:
        tell(name, error=type(error).__name__, status=error.status_code, code=error.code, message=error.message)
    except openai.OpenAIError as error:
        tell(name, error=type(error).__name__, message=str(error))


def chat():
    raw = client.chat.completions.with_raw_response.create(model=model, messages=question, max_tokens=24)
    whole = raw.parse()
    return {
        "text": whole.choices[0].message.content,
        "prompt": whole.usage.prompt_tokens,
        "completion": whole.usage.completion_tokens,
        "charge": raw.headers.get("x-charge-id"),
        "charged": raw.headers.get("x-charged-microcredits"),
    }


def stream(**more):
    raw = client.chat.completions.with_raw_response.create(
        model=model, messages=question, max_tokens=24, stream=True, **more
    )
    chunks = list(raw.parse())
    texts = [choice.delta.content or "" for chunk in chunks for choice in chunk.choices]
    usages = [chunk.usage.completion_tokens for chunk in chunks if chunk.usage is not None]
    return {"text": "".join(texts), "chunks": len(chunks), "usages": usages, "charge": raw.headers.get("x-charge-id")}


def leave():
    raw = client.chat.completions.with_raw_response.create(
        model=model, messages=[{"role": "user", "content": "Count from one to a thousand."}], max_tokens=400, stream=True
    )
    with raw.parse() as events:
        first = next(iter(events))
    return {"chunk": first.object, "charge": raw.headers.get("x-charge-id")}


def ask(**more):
    whole = client.chat.completions.create(**{"model": model, "messages": question, "max_tokens": 8, **more})
    return {"text": whole.choices[0].message.content}


attempt("models", lambda: {"ids": [one.id for one in client.models.list()]})
attempt("chat", chat)
attempt("stream", stream)
attempt("stream with use", lambda: stream(stream_options={"include_usage": True}))
attempt("leave", leave)
attempt("tools", lambda: ask(tools=[tool]))
attempt("image", lambda: ask(messages=[{"role": "user", "content": [
    {"type": "text", "text": "What is on it?"}, {"type": "image_url", "image_url": {"url": picture}}]}]))
attempt("unknown model", lambda: ask(model="no-such-model"))
attempt("unknown field", lambda: ask(extra_body={"api_base": "http://127.0.0.1:1"}))
client = openai.OpenAI(base_url=base_url, api_key="tally_" + "A" * 43, max_retries=0)
attempt("unknown key", ask)
