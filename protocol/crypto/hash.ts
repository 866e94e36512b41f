// The one hash of the protocol, for rooms that take no packages of their own.

export { sha256 } from '@noble/hashes/sha2.js';
