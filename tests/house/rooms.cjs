/**
 * Who may import whom, as dependency-cruiser rules. Each room is one line of a table; a rule's name is the
 * sentence a person reads when it is broken. tests/house/rooms.test.ts breaks every one of them on purpose
 * and checks that all files were really read.
 */

/** @typedef {{ room: string, rooms: string[], packages: string[], node: boolean }} Room */

/**
 * `rooms` are paths of ours, `packages` names from npm, `node` says whether Node.js itself may be used.
 * A suffix `.node.ts` in a shared room may touch Node.js and serialport, `.web.ts` only the browser.
 * @type {Room[]}
 */
const ROOMS = [
  { room: 'protocol', rooms: [], packages: ['@noble/[^/]+'], node: false },
  { room: 'modules', rooms: ['protocol'], packages: [], node: false },
  { room: 'radio', rooms: ['protocol/bytes'], packages: ['@noble/[^/]+', 'protobufjs'], node: false },
  { room: 'sim', rooms: ['protocol', 'modules', 'radio'], packages: ['valibot'], node: false },
  {
    room: 'gateway',
    rooms: ['protocol', 'modules', 'radio', 'sim'],
    packages: [
      ...[
        '@hono/node-server',
        '@noble/[^/]+',
        'better-sqlite3',
        'better-sqlite3-for-newer-node',
        'cbor-x',
        'commander',
        'esbuild',
        'hono',
        'lean-qr',
        'mqtt',
        'pino',
      ],
      ...['rxjs', 'serialport', 'tsx', 'valibot', 'vite', 'vite-plugin-solid', 'ws'],
    ],
    node: true,
  },
  {
    room: 'web-ui',
    rooms: ['protocol', 'modules', 'radio', 'sim'],
    packages: [
      ...['@noble/[^/]+', 'idb', 'lean-qr', 'leaflet', 'pmtiles', 'protomaps-leaflet', 'qr', 'solid-js', 'uplot'],
      ...['valibot', 'vite'],
    ],
    node: false,
  },
];

/** Inside protocol/ each rung stands only on those before it. */
const RUNGS = ['bytes', 'crypto', 'wire', 'log', 'tally', 'sync', 'node'];

const BUILT_WITH = '^web-ui/vite\\.config\\.ts$';
const NODE_FILE = '\\.node\\.ts$';
const WEB_FILE = '\\.web\\.tsx?$';
const FROM_NPM = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'];
const any = (/** @type {string[]} */ words) => `(${words.join('|')})`;
/** Where a package's files lie; its types may come from @types. */
const inPackages = (/** @type {string[]} */ names) =>
  names.length === 0 ? '^(?!)' : `(^|/)node_modules/(@types/)?${any(names)}(/|$)`;

const roomRules = ROOMS.map(({ room, rooms }) => ({
  name: `${room} imports only from ${any([room, ...rooms])
    .slice(1, -1)
    .replaceAll('|', ', ')}`,
  from: { path: `^${room}/` },
  to: {
    path: `^${any([...ROOMS.map((other) => other.room), 'hardware', 'bench'])}/`,
    pathNot: `^${any([room, ...rooms])}/`,
  },
}));

const packageRules = ROOMS.map(({ room, packages }) => ({
  name: `${room} uses ${packages.length === 0 ? 'no package' : 'only the packages in its list'}`,
  from: { path: `^${room}/`, pathNot: [BUILT_WITH, NODE_FILE] },
  to: { dependencyTypes: FROM_NPM, pathNot: inPackages(packages) },
}));

const platformRules = ROOMS.filter(({ node }) => !node).map(({ room }) => ({
  name: `${room} does not touch Node.js outside its .node.ts files`,
  from: { path: `^${room}/`, pathNot: [BUILT_WITH, NODE_FILE] },
  to: { dependencyTypes: ['core'] },
}));

const rungRules = RUNGS.slice(0, -1).map((rung, index) => ({
  name: `protocol/${rung} stands only on what comes before it`,
  from: { path: `^protocol/${rung}/` },
  to: { path: `^protocol/${any(RUNGS.slice(index + 1))}/` },
}));

const sentences = [
  {
    name: 'one module never imports another',
    from: { path: '^modules/([^/]+)/' },
    to: { path: '^modules/[^/]+/', pathNot: '^modules/$1/' },
  },
  {
    name: 'only the command line and the embedded neighbourhood of a gateway use the simulator',
    from: { path: '^gateway/', pathNot: '^gateway/(cli|embedded)/' },
    to: { path: '^sim/' },
  },
  {
    name: 'the page loads the simulator only on demand',
    from: { path: '^web-ui/' },
    to: { path: '^sim/', dependencyTypesNot: ['dynamic-import', 'type-only'] },
  },
  {
    name: 'the page and the simulator use no .node.ts file',
    from: { path: '^(web-ui|sim)/', pathNot: BUILT_WITH },
    to: { path: NODE_FILE },
  },
  {
    name: 'the gateway and the simulator use no .web.ts file',
    from: { path: '^(gateway|sim)/' },
    to: { path: WEB_FILE },
  },
  {
    name: 'a pure file uses no .node.ts or .web.ts file',
    from: { path: '^(protocol|modules|radio|sim)/', pathNot: [NODE_FILE, WEB_FILE] },
    to: { path: [NODE_FILE, WEB_FILE] },
  },
  {
    name: 'a .node.ts file uses no .web.ts file, nor the other way round',
    from: { path: '\\.(node|web)\\.tsx?$' },
    to: { path: '\\.(node|web)\\.tsx?$', pathNot: '\\.$1\\.tsx?$' },
  },
  {
    name: 'a .node.ts file of the radio uses serialport and the packages of its room only',
    // A generator writes source files and runs on a developer's machine alone: it may format them.
    from: { path: `^radio/.*${NODE_FILE}`, pathNot: '/generate\\.node\\.ts$' },
    to: { dependencyTypes: FROM_NPM, pathNot: inPackages(['@noble/[^/]+', 'protobufjs', 'serialport']) },
  },
  { name: 'nothing imports tests', from: { pathNot: '^(tests|bench)/|^[^/]+$' }, to: { path: '^tests/' } },
  { name: 'nothing imports a benchmark', from: { pathNot: '^(tests|bench)/' }, to: { path: '^bench/' } },
  { name: 'no import goes in a circle', from: {}, to: { circular: true } },
  { name: 'every import leads somewhere', from: {}, to: { couldNotResolve: true } },
];

module.exports = {
  forbidden: [...roomRules, ...packageRules, ...platformRules, ...rungRules, ...sentences].map((rule) => ({
    severity: 'error',
    ...rule,
  })),
  options: {
    // Types count: a room that knows another's types knows the room.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(coverage|web-ui/dist|data|\\.folkmoot|node_modules\\.previous)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
