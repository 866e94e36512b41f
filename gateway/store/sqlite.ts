/**
 * SQLite for the Node.js this runs on. better-sqlite3 12 is the last that runs on Node.js 20, and from
 * 24.19 on its statements end the process when they are collected; 13 needs Node-API 10, which is there
 * from 22.14 on. So both are installed and one is loaded. See docs/decisions.
 */

import type BetterSqlite3 from 'better-sqlite3';

const NODE_API_OF_13 = 10;
const name = Number(process.versions.napi) >= NODE_API_OF_13 ? 'better-sqlite3-for-newer-node' : 'better-sqlite3';
const loaded = (await import(name)) as { readonly default: typeof BetterSqlite3 };

export type Database = BetterSqlite3.Database;
export const Database = loaded.default;
