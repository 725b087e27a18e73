// Where answers are made. Nothing here may claim more than is known.

export const places = {
  /** "runs …" */
  thisComputer: 'on this computer',
  /** `name`: as the person calls that Ollama. */
  here: (name: string) => `on ${name}, this computer`,
  /** `name`: as the person calls it, else its host with its port; null where that cannot be read. */
  otherComputer: (name: string | null) => (name === null ? 'on another computer' : `on ${name}, another computer`),
  cloud: 'in the cloud',
  /** Of an answer that was made by whoever runs the server. */
  operator: 'hosted',
  /** The same, where it is known what they call themselves. */
  hostedBy: (operator: string) => `hosted by ${operator}`,
  /** Of what a person writes. */
  leaves: 'leaves this computer',
};
