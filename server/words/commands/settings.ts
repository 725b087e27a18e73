// What is said of settings that do not fit together, each beginning where the name of the setting ends; and the warnings of settings
// that can be read and may be meant otherwise.

export const faultSays = {
  beside: (other: string) => `must be set beside ${other}`,
  besideJwks: (keys: string) => `must be set beside ${keys}, or tokens of other issuers would be accepted here`,
  jwksBeside: (other: string) => `must be set beside ${other}, or no token can be verified`,
  clientIdBeside: (issuer: string) => `must be set beside ${issuer}: the id of the app as a public client there`,
  modelBeside: (url: string) => `must be set beside ${url}: it names the model to offer`,
  sameIssuer: (issuer: string) => `must be the same as ${issuer}, whose tokens the app sends, or be left out`,
  httpsKeys: 'must be an https address in production, or others could put their own keys in place',
  httpsIssuer: 'must be an https address, or others could sign people in',
  httpsReceiver: 'must be an https address in production, or others could read what is told',
  proxies: (flag: string) => `must name the proxies whose X-User-Id is believed, since ${flag} is on`,
  everybodyTrusted: (flag: string) =>
    `must not hold every address there is in production while ${flag} is on, or anybody could say who they are`,
  saltOfNodes: (database: string) =>
    `must be set beside ${database}, the same on every node; "openssl rand -base64 32" makes one`,
  notLonger: (other: string) => `must not be longer than ${other}`,
  salt: 'must be set in production; "openssl rand -base64 32" makes one',
  sandboxInProduction: 'must be off in production, because the sandbox gives credits for no money',
  resetInProduction: 'must be off in production, because it gives the free allowance back to anyone who asks',

  dynamoFor: (table: string) => `must be dynamo where ${table} is set`,
  forDynamo: (store: string) => `must be set where ${store} is dynamo`,

  railInPart: (rail: string) => `is missing: ${rail} is set up only in part`,
  sandboxBesideMoney: 'must be off beside a payment provider that moves money',
  sameMode: (key: string) => `must be of the same mode as ${key}, test or live`,
  testsOnly: 'is for tests alone (NODE_ENV=test)',
  packPrice: (pack: string, reason: string) => `must have another price for the pack "${pack}": ${reason}`,
  freeBound: (bound: string, reason: string) => `must have another ${bound}: ${reason}`,

  upstreamTwice: (name: string) => `must not name an upstream "${name}", since another one is called so`,
  upstreamOpen: (name: string, host: string) =>
    `must give "${name}" an https address in production, or one in your own network, or others could read the questions sent to ${host}`,
} as const;

export const settingsSay = {
  /** All that is wrong, each with the setting's name. */
  faults: (faults: readonly { readonly name: string; readonly fault: string }[]) =>
    faults.map(({ name, fault }) => `${name} ${fault}.`).join(' '),
  noAudience:
    'AUTH_AUDIENCE is not set, so tokens that AUTH_ISSUER made for its other services are accepted here as well.',
  everybodyTrusted:
    'TRUSTED_PROXIES holds every address there is, so anybody can say in X-Forwarded-For where a request comes from, and escape the limits. Name the proxies alone.',
  noMode:
    'NODE_ENV is not set and others can reach this server, so the sandbox is off. Set NODE_ENV=production to sell, or SANDBOX_ENABLED=1 to let anybody buy for no money.',
  noLimits:
    'RATE_LIMIT_ENABLED is 0, so addresses and clients may make as many requests as they like. Wrong credentials and the minutes of plans are still limited.',
  /** `code` stands for the settings as they are here. */
  otherThanAgreed: (names: readonly string[], code: string) =>
    `${names.join(', ')} ${names.length === 1 ? 'differs' : 'differ'} from what the nodes of this database have agreed on, so some would be charged otherwise here than there. Set ${names.length === 1 ? 'it' : 'them'} as on the other nodes; or, if the change is meant for all of them, start with SETTINGS_CHANGED=${code}, and then change the other nodes.`,
  spaceRemoved: (name: string) => `${name} began or ended with white space, which was removed.`,
  quotesRemoved: (name: string) => `${name} stood in quotation marks, which were removed.`,
  meant: (name: string, other: string) => `No setting is called ${name}. Did you mean ${other}?`,
  unknown: (name: string) => `No setting is called ${name}; it is ignored.`,
  ofTheApp: (name: string) => `${name} is a setting of the app, which reads no file. Set it in the environment.`,
} as const;

/** About a .env file, which is called `file` here. No sentence holds a value. */
export const envFileSays = {
  isFolder: (file: string) => `${file} cannot be read: it is a folder. Put the right file there, or remove it.`,
  notAllowed: (file: string) =>
    `${file} cannot be read: this user may not read it. Put the right file there, or remove it.`,
  notUtf8: (file: string) => `${file} is not written in UTF-8, so some of its letters are lost. Save it as UTF-8.`,
  noAssignment: (file: string, line: number) =>
    `Line ${line} of ${file} is not of the form NAME=value and was ignored.`,
  twice: (file: string, name: string) => `${name} stands in ${file} more than once. The last one counts.`,
  goesOn: (file: string, name: string, mark: string) =>
    `${name} in ${file} goes on after its closing ${mark}. What follows there was ignored.`,
  cutAtHash: (file: string, name: string) =>
    `${name} in ${file} holds a # outside of quotation marks, where a comment begins, and was cut there. Put the value in quotes.`,
  neverClosed: (file: string, name: string) => `${name} in ${file} begins with a quotation mark that is never closed.`,
} as const;

/** About UPSTREAMS, as an operator writes it. No sentence holds the value of a key. */
export const upstreamSays = {
  form: 'must be a JSON list of upstreams such as [{"name":"gpu","kind":"openai","base_url":"http://127.0.0.1:8000/v1","models":"all"}]',
  /** `path`: the field; empty for the upstream as a whole. */
  faultIn: (which: string, path: string, fault: string) =>
    `has a fault in ${which}: ${path === '' ? 'it' : path} ${fault}`,
  named: (name: string) => `"${name}"`,
  numbered: (at: number) => `upstream ${at}`,
  unknownFields: (names: readonly string[]) =>
    `has the unknown field ${names.map((name) => JSON.stringify(name)).join(', ')}`,
  notObject: 'must be a JSON object',
  name: 'must be a name',
  nameForm: 'must be made of small letters, digits, dots, - and _, 64 at most',
  kind: 'must be "openai" or "ollama"',
  modelName: 'must be the name of a model',
  models: 'must be "all" or a list such as [{"id":"llama-3.3-70b"}]',
  noModel: 'must name a model',
  tooManyModels: (most: number) => `must name ${most} models or fewer`,
  modelTwice: 'must name each id only once',
  lengthOfTime: 'must be a length of time such as "5m", or a number of seconds',
} as const;
