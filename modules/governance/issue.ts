// A whole certificate from what a node holds: the content, sealed with the sum of exactly its voices.

import type { Directory } from '#protocol/log/directory.ts';
import { subjectKey, type Tally } from '#protocol/tally/tally.ts';
import { certificateContent, certifiedSubject, certifiedVoices, sealCertificate } from './certificate.ts';
import type { Matter } from './matter.ts';

/**
 * The certificate of a matter, or undefined while the sums that are held do not give the joint
 * signature of exactly the voices it names. Equal facts give equal bytes on every node.
 */
export function issueCertificate(matter: Matter, directory: Directory, tally: Tally): Uint8Array | undefined {
  const { kind, record } = certifiedSubject(matter);
  const signature = tally.jointSignature(subjectKey(kind, record), certifiedVoices(matter));
  return signature ? sealCertificate(certificateContent(matter, directory), signature) : undefined;
}
