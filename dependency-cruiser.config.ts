// Who may import whom, default deny: an import that no rule below allows is an error. The table is explained in ARCHITECTURE.md.
import type { IConfiguration } from 'dependency-cruiser';

type Target = { readonly path?: string; readonly dependencyTypes?: ['core' | 'type-only'] };

const npm = (names: string): Target => ({ path: `node_modules/(${names})(/|$)` });
const node: Target = { dependencyTypes: ['core'] };

const allow = (from: string, ...tos: readonly (string | Target)[]) =>
  tos.map((to) => ({ from: { path: from }, to: typeof to === 'string' ? { path: to } : to }));

const contract = '^(src/preload|server)/contract/';
const serverContract = '^server/contract/';
const serverPorts = [
  '^server/storage/[a-z-]+\\.ts$',
  '^server/storage/(holds|wallets|plans|orders|refunds|suspense|letters|hosted|teams|keys|billing|reports|nodes)/[a-z-]+\\.ts$',
  '^server/storage/limits/limit-store\\.ts$',
  '^server/(rails/(rail|billing-rail)|outlets/(outlet|gate-link)|upstream/(upstream|offer))\\.ts$',
];
const words = '^src/words/words\\.ts$';
const pageWords = '^src/renderer/words\\.ts$';
const coreShared = '^src/main/core/[^/]+\\.ts$';
const coreNpm = npm(
  'zod|@orpc/[^/]+|undici|ollama|uuid|jose|pino|conf|lru-cache|p-queue|qrcode|@types/qrcode|@napi-rs/keyring|better-sqlite3|@types/better-sqlite3',
);

const allowed = [
  // The companion server
  ...allow('^server/contract/', serverContract, npm('zod')),
  // Routes are made by the one function there, which asks of each who may call it and which limit counts it.
  ...allow('^server/contract/route\\.ts$', npm('@orpc/contract')),
  ...allow('^server/lib/', '^server/(lib|contract)/', node, npm('pino|zod|ipaddr\\.js|uuid')),
  ...allow('^server/domain/', '^server/(domain|contract|lib)/'),
  ...allow('^server/usecases/', '^server/(usecases|domain|contract|lib)/', ...serverPorts, npm('zod'), node),
  ...allow(
    '^server/storage/',
    '^server/(storage|domain|contract|lib)/',
    node,
    npm('better-sqlite3|@types/better-sqlite3|lru-cache'),
  ),
  ...allow('^server/storage/counters/dynamo/', npm('@aws-sdk/client-dynamodb')),
  ...allow('^server/storage/postgres/', npm('pg|@types/pg|zod')),
  ...allow('^server/storage/valkey/', npm('iovalkey')),
  ...allow('^server/rails/(rail|billing-rail)\\.ts$', serverContract, '^server/rails/rail\\.ts$'),
  ...allow(
    '^server/rails/([^/]+)/',
    '^server/rails/$1/',
    '^server/rails/(rail|billing-rail)\\.ts$',
    '^server/(domain|contract|lib)/',
    node,
    npm('better-sqlite3|@types/better-sqlite3|undici|zod|stripe'),
  ),
  // What the doctor finds out about a provider; nothing else of a rail speaks to people
  ...allow('^server/rails/[^/]+/(billing/)?[a-z]+-setup\\.ts$', '^server/words/commands/[a-z]+-setup\\.ts$'),
  ...allow('^server/outlets/outlet\\.ts$', serverContract),
  ...allow('^server/outlets/post\\.ts$', '^server/outlets/outlet\\.ts$', npm('undici')),
  ...allow('^server/outlets/gate/', npm('undici')),
  ...allow(
    '^server/outlets/([^/]+)/',
    '^server/outlets/$1/',
    '^server/outlets/[^/]+\\.ts$',
    '^server/(contract|lib)/',
    node,
    npm('zod'),
  ),
  ...allow('^server/upstream/(upstream|offer)\\.ts$', serverContract, '^server/upstream/upstream\\.ts$'),
  ...allow(
    '^server/upstream/[a-z-]+\\.ts$',
    '^server/upstream/[a-z-]+\\.ts$',
    '^server/(contract|lib)/',
    node,
    npm('undici|zod'),
  ),
  ...allow(
    '^server/upstream/([^/]+)/',
    '^server/upstream/$1/',
    '^server/upstream/[^/]+\\.ts$',
    '^server/(contract|lib)/',
    node,
    npm('undici|zod'),
  ),
  // Figures for the operator: told to it, or counted on the way to a port
  ...allow(
    '^server/metrics/',
    '^server/(metrics|domain|contract|lib)/',
    '^server/upstream/follow\\.ts$',
    ...serverPorts,
    node,
    npm('prom-client'),
  ),
  // Spans around the parts, for the operator's collector
  ...allow(
    '^server/tracing/',
    '^server/(tracing|usecases|domain|contract|lib)/',
    '^server/upstream/follow\\.ts$',
    ...serverPorts,
    node,
    npm('fastify|@opentelemetry/[^/]+'),
  ),
  // Sentences for people: they know what is said, and nothing of how it came to be said
  ...allow('^server/words/', '^server/(words|contract)/', npm('zod')),
  ...allow(
    '^server/http/',
    '^server/(http|words|usecases|contract|lib)/',
    ...serverPorts,
    node,
    npm('fastify|@fastify/[^/]+|@orpc/[^/]+|zod|pino|ipaddr\\.js|lru-cache|uuid|jose|qrcode|@types/qrcode'),
  ),
  ...allow(
    '^server/settings/',
    '^server/(settings|words|rails|usecases|domain|contract|lib)/',
    '^server/(outlets/outlet|upstream/offer|http/http-settings|http/hosted/hosted-settings)\\.ts$',
    '^server/package\\.json$',
    node,
    npm('zod|ipaddr\\.js'),
  ),
  ...allow(
    '^server/cli/',
    '^server/(cli|settings|words|storage|usecases|domain|contract|lib)/',
    '^server/open-[a-z-]+\\.ts$',
    '^server/rails/[^/]+/[a-z]+-setup\\.ts$',
    ...serverPorts,
    node,
    npm('zod|uuid'),
  ),
  ...allow('^server/[^/]+\\.(ts|mjs)$', '^server/', node, npm('[^/]+|@[^/]+/[^/]+')),

  // The words of the app: of the contracts only their types, and how money is written
  ...allow('^src/words/', '^src/words/', '^server/contract/(currencies|money)\\.ts$', {
    path: contract,
    dependencyTypes: ['type-only'],
  }),

  // The app's border
  ...allow('^src/preload/contract/', contract, npm('zod|@orpc/contract')),
  ...allow('^src/preload/index\\.ts$', npm('electron')),

  // The core: features see themselves, the shared files, the store; never each other
  ...allow('^src/main/core/(?!account/)([^/]+)/', '^src/main/core/$1/'),
  ...allow('^src/main/core/[^/]+/', coreShared, words, contract, node, coreNpm),
  ...allow('^src/main/core/(chat|account|context|downloads|files|presets|tools|usage)/', '^src/main/core/store/'),
  // The protocol of tools, and the one feature that speaks it
  ...allow('^src/main/core/tools/', npm('@modelcontextprotocol/sdk')),

  // The account: each part sees itself, what all of them share, and the ports of the parts that open before it
  ...allow('^src/main/core/account/[^/]+\\.ts$', '^src/main/core/account/'),
  ...allow(
    '^src/main/core/account/([^/]+)/',
    '^src/main/core/account/$1/',
    '^src/main/core/account/(state|log|refusal|markup|keep-secret)\\.ts$',
  ),
  ...allow(
    '^src/main/core/account/(token|person|payer|purchases|funds|hosted|subscriptions)/',
    '^src/main/core/account/link/link-port\\.ts$',
  ),
  ...allow('^src/main/core/account/hosted/', '^src/main/core/account/funds/hosted-runs-port\\.ts$'),
  ...allow(
    '^src/main/core/account/(payer|purchases|funds|documents)/',
    '^src/main/core/account/token/token-port\\.ts$',
  ),
  ...allow('^src/main/core/account/(payer|purchases)/', '^src/main/core/account/person/person-port\\.ts$'),
  ...allow('^src/main/core/account/(funds|hosted|subscriptions)/', '^src/main/core/account/payer/payer-port\\.ts$'),
  ...allow('^src/main/core/account/(purchases|subscriptions)/', '^src/main/core/account/payer/payee-port\\.ts$'),
  // The one protocol that is not ours, and the one part that speaks it
  ...allow('^src/main/core/account/person/', npm('openid-client')),
  ...allow('^src/main/core/account/documents/', '^src/main/core/account/purchases/purchase-row\\.ts$'),
  ...allow(coreShared, coreShared, words, contract, node, npm('zod|@orpc/[^/]+|p-queue|pino|undici|uuid')),
  ...allow('^src/main/core/core\\.ts$', '^src/main/core/'),

  // The link between the core's process and its shell
  ...allow(
    '^src/main/link/',
    '^src/main/link/',
    coreShared,
    '^src/main/core/settings/preferences\\.ts$',
    contract,
    node,
    npm('@orpc/[^/]+|zod'),
  ),
  ...allow('^src/main/core-process\\.ts$', '^src/main/(core|link)/', node),

  // The shells
  ...allow(
    '^src/main/electron/',
    '^src/main/(core|electron|link)/',
    words,
    contract,
    node,
    npm('electron|electron-store|@orpc/[^/]+|zod'),
  ),
  ...allow('^src/main/index\\.ts$', '^src/main/(core|electron)/', words, contract, node, npm('electron')),
  ...allow(
    '^src/main/web/',
    '^src/main/(core|web)/',
    words,
    contract,
    node,
    npm('ws|@types/ws|fastify|@fastify/[^/]+|@orpc/[^/]+|zod'),
  ),
  ...allow('^src/main/web\\.ts$', '^src/main/run-web-app\\.ts$', node),
  ...allow('^src/main/run-web-app\\.ts$', '^src/main/(core|web)/', words, contract, node),

  // The page
  ...allow(pageWords, words),
  ...allow(
    '^src/renderer/ui/',
    '^src/renderer/ui/',
    pageWords,
    words,
    npm('(?!@orpc|electron)[^/]+|@(radix-ui|tanstack|types|fontsource-variable)/[^/]+'),
  ),
  ...allow(
    '^src/renderer/rpc/',
    '^src/renderer/rpc/',
    pageWords,
    words,
    contract,
    npm('@orpc/[^/]+|react|@types/react|@tanstack/[^/]+|uuid|zod'),
  ),
  // What features share; it knows none of them
  ...allow(
    '^src/renderer/shared/',
    '^src/renderer/(shared|ui|rpc)/',
    pageWords,
    words,
    contract,
    npm('react|@types/react|lucide-react|@orpc/client'),
  ),
  ...allow(
    '^src/renderer/features/([^/]+)/',
    '^src/renderer/features/$1/',
    '^src/renderer/(shared|ui|rpc)/',
    pageWords,
    words,
    contract,
    npm('(?!electron)[^/]+|@[^/]+/[^/]+'),
  ),
  ...allow(
    '^src/renderer/(app|main|open-chat|dialogs|dialogs-part|use-[a-z-]+)\\.tsx?$',
    '^src/renderer/(app|main|open-chat|dialogs|dialogs-part|use-[a-z-]+)\\.tsx?$',
    '^src/renderer/(features|shared|ui|rpc|styles)/',
    pageWords,
    words,
    '^src/renderer/[^/]+\\.css$',
    contract,
    npm('(?!electron)[^/]+|@[^/]+/[^/]+'),
  ),
];

const config = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  allowed,
  allowedSeverity: 'error',
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: {
      path: [
        '[.]css$',
        '[.]svg$',
        '[.]sql$',
        '[.]html$',
        '[.]woff2$',
        '[?]raw$',
        '[?]url$',
        '^src/renderer/vite[.]renderer[.]ts$',
        '^server/dist/',
      ],
    },
    tsPreCompilationDeps: true,
    moduleSystems: ['es6'],
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
} satisfies IConfiguration;

export default config;
