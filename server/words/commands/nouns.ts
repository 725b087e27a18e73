// How the commands write numbers and count things. They speak English alone: docs/decisions/0019.

export const number = (value: number): string => value.toLocaleString('en');

/** "1 model", "1,200 models". */
export const noun = (count: number, one: string): string => `${number(count)} ${one}${count === 1 ? '' : 's'}`;
