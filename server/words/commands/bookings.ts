// What the commands say that book by hand or read a wallet, and what every command says of a word that is missing or wrong.

const creditsIn = (credits: number): string => credits.toLocaleString('en', { maximumFractionDigits: 6 });

/** A command's complaints about its words end without a full stop: the command sets it. */
export const commandWords = {
  reasonMissing: (why: string) => `--reason is missing: why ${why}`,
  reasonEmpty: '--reason must not be empty',
  reasonTooLong: '--reason is too long',
  whichToDo: (first: string, last: string) => `Say what to do: ${first} or ${last}`,
  tokenWrong: '--token must be the whole word, tally_ and 43 characters',
  accountWrong: '--account must be the id of a wallet’s account: letters, digits and hyphens',
  walletNotNamed: 'Name the wallet by one of --token, --user, --team and --account',
  nameWrong: (word: string) => `${word} must have 1 to 200 characters`,
  formatWrong: '--format must be csv',
} as const;

export const bookingSays = {
  adjust: {
    why: 'the balance is corrected',
    creditsMissing: '--credits is missing: a whole number, with a minus sign to take some away',
    creditsWrong: '--credits must be a whole number other than 0',
    done: (credits: number) => `${credits > 0 ? 'Added' : 'Took'} ${creditsIn(Math.abs(credits))} credits.`,
    doneBefore: 'This correction was made before; nothing changed.',
  },
  grant: {
    why: 'these credits are given',
    creditsMissing: '--credits is missing: a whole number',
    creditsWrong: '--credits must be a whole number of 1 or more',
    creditsTooMany: (most: number) => `--credits must be ${most} or less`,
    done: (credits: number) => `Granted ${creditsIn(credits)} credits.`,
    doneBefore: 'This grant was made before; nothing changed.',
  },
  /** `told`: one of the sentences above. */
  withBalance: (told: string, credits: number) => `${told} The wallet holds ${creditsIn(credits)}.`,
} as const;
