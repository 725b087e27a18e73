// Where answers are made. Nothing here may claim more than is known.

export const places = {
  /** "runs …" */
  thisComputer: 'on this computer',
  /** `host`: with its port; null where it cannot be read. */
  otherComputer: (host: string | null) => `on ${host ?? 'another computer'}`,
  cloud: 'in the cloud',
  /** Of an answer that was made there. */
  elsewhere: 'on another computer',
  /** Of an answer that was made by whoever runs the server. */
  operator: 'hosted',
  /** The same, where it is known what they call themselves. */
  hostedBy: (operator: string) => `hosted by ${operator}`,
  /** Of what a person writes. */
  leaves: 'leaves this computer',
};
