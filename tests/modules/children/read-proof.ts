// A machine that knows nothing: reads a proof file and is told only the community's id.
//   node --import tsx read-proof.ts <file> <id>

import { readFileSync } from 'node:fs';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { readProof } from '#modules/proof-file.ts';

const [file, community] = process.argv.slice(2);
const read = readProof(Uint8Array.from(readFileSync(file!)), community as RecordId);
process.stdout.write(
  JSON.stringify(
    read.ok
      ? {
          outcome: read.value.outcome,
          text: read.value.proposal.text,
          bound: read.value.boundTo.size,
          page: read.value.page,
        }
      : read.error,
  ),
);
