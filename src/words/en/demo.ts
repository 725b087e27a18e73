// What the built-in demo answers, as Markdown.

/** `quoted`: what the person wrote, as a block quote. */
export const demoAnswer = (quoted: string): string => `## This is the built-in demo

I am **not a language model**. I am a short text that Tallystick plays back word by word, so that you can look around before Ollama is set up. This is what you wrote:

${quoted}

With a real model the answer would stand here. What you can try in the meantime:

- stop me in the middle, and ask for another answer
- look at the credits: a message to me is counted like any other
- rename this chat, or start a new one

Code is shown like this:

\`\`\`ts
const tally = ['|', '|', '|', '|', '/'];
console.log(tally.join(''), 'makes five');
\`\`\`

When you are ready for real answers, install Ollama, download a model, and choose it at the top of the chat.
`;
