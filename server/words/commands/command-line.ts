// What "tallystick-server" itself says, whatever the command: its help, and why a command could not run.

const help = `Usage: tallystick-server <command>

  serve      Start the server (the default). Settings come from the environment or a .env file; see .env.example.
  migrate    Bring the database file up to date, after a snapshot beside it.
  doctor     Check settings, file, migrations, the sums of the ledger and the payment providers, and say what is wrong.
             --register-webhook makes BTCPay Server's webhook where there is none.
  backup     Copy all that the server keeps, while it runs: --to <folder> [--json]
  restore    Put a backup into an empty folder: --from <backup> --to <folder> [--json]
  move       Move the ledger from a SQLite file to an empty PostgreSQL database, or back: --from <store> --to <store> [--json]
             <store> is a file, postgres://…, or DB_PATH or DATABASE_URL for what is set there. All servers have to be stopped.
             --take-back --from <store> lets a ledger be served again that was moved away.
             Exit codes of the three: 1 something was in the way, 2 refused, 3 something is damaged or wrong.

  grant      Give credits: <wallet> --credits <n> --reason <text> [--ref <text>]
             The same --ref gives the same credits only once.
  adjust     Correct a balance: <wallet> --credits <n or -n> --reason <text> [--ref <text>]

  ledger     Every transfer of a wallet as a CSV file: <wallet> [--format csv]
             <wallet> is one of --token <tally_…>, --user <id>, --team <id>, --account <id>

  refund     Give money back for an order: --order <id> or --payment <provider's id> [--cents <n>] --reason <text>
             [--refund-id <uuid>] Without --cents all that is left. The same --refund-id gives back only once.
  suspense   Money that came in and buys nothing: [list | resolve] --id <case> --as credit|refund|keep --reason <text>

  dead-letters  What was given up: [list | replay | discard] [--box inbox|outbox] [--id <n> | --all] [--reason <text>]
             replay tries a letter again; discard lets it be, with a reason that is kept.

  report     What somebody used and has left: daily | summary | overdraft | period | budget, of --user <id or account> or --team <id>
             [--date <day>] [--days <n>] [--from <day> --to <day>] [--model <name>] [--success true|false]
             [--group-by total|model|day|model_day] [--zone <time zone>] [--format table|csv]

  price      What a use of a model costs: explain --model <name> [--prompt <tokens>] [--cached <of these>] [--output <tokens>]
             [--reasoning <of these>] [--images <n>] [--minutes <n>] [--bytes <n>] [--plan <id>] [--venue hosted|local]
             Without --plan for people on the plan pro.

  --help     Show this.
`;

export const commandLineSays = {
  help,
  notUtf8: 'An argument of this command is not valid UTF-8.',
  tooMany: (words: readonly string[]) => `"${words.join(' ')}" is one word too many.\n\n${help}`,
  unknown: (command: string) => `There is no command "${command}".\n\n${help}`,
  warning: (text: string) => `Warning: ${text}`,

  running: (at: { readonly url: string; readonly mode: string; readonly isSandbox: boolean; readonly path: string }) =>
    `Tallystick server on ${at.url} · ${at.mode}${at.isSandbox ? ', sandbox payments' : ''} · ${at.path}`,
  countedInMemory: 'What plans count is kept in memory: it begins again from nothing when this server starts again.',
  metricsAt: (url: string) => `Figures for Prometheus on ${url}`,
  cutOff: 'Some requests did not end in time; stopping without them.',
  upToDate: (path: string) => `${path} is up to date.`,
  migrated: (path: string, applied: readonly string[], snapshot: string | null) =>
    `${path}: applied ${applied.join(', ')}.${snapshot === null ? '' : ` The file as it was is in ${snapshot}.`}`,

  settingsWrong: (faults: string) => `The settings are wrong: ${faults}`,
  portTaken: 'The port is taken by another program. Stop that one, or set PORT (or METRICS_PORT) to another number.',
  folderBad: (why: string) =>
    `A folder can’t be made: ${why}. Name another place, with DB_PATH or, of a backup, with --to.`,
  systemSaysNo: (why: string) => `The system does not allow what is needed here: ${why}.`,
  fileBad: (why: string) => `The database file cannot be used: ${why}.`,
} as const;
