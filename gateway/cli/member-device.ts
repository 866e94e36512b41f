/**
 * `folkmoot member device-new INVITATION` on a further device of yours, then `folkmoot member device-add TEXT` on
 * the first. Which there are: `folkmoot roster devices`; ending one: `folkmoot roster revoke --log N`.
 */

import { InvalidArgumentError, type Command } from 'commander';
import { toUtf8 } from '#protocol/bytes/bytes.ts';
import type { MemberId } from '#protocol/bytes/reference.ts';
import { LOGS_MAX } from '#protocol/wire/limits.ts';
import { joinAsDevice } from '#modules/roster/founding.ts';
import { readDeviceRequest } from '#modules/roster/device-request.ts';
import { DEVICE_LABEL_BYTES_MAX } from '#modules/roster/records.ts';
import { MEMBER_EXIT } from '../member/exit.ts';
import { moveIn, refuseIfTaken } from '../member/me.ts';
import { newPassphrase } from '../member/passphrase.ts';
import { Sentence } from '../sentence.ts';
import { doAct } from './act.ts';
import { entropy } from './member-found.ts';
import { passphraseOption } from './member-new.ts';
import { reachOptions, type Reach } from './reach.ts';
import { answer, common, guarded, RefusedByRule, type Common } from './said.ts';

type New = Common & {
  readonly of: string;
  readonly number: number;
  readonly label: string;
  readonly passphrase: boolean;
};

function deviceNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0 && number < LOGS_MAX) return number;
  throw new InvalidArgumentError(`A further device has a whole number from 1 to ${LOGS_MAX - 1}.`);
}

export const deviceNew = {
  declare(command: Command): void {
    passphraseOption(common(command.argument('<invitation>', 'as your first device shows it: folkmoot member invite')))
      .requiredOption('--of <id>', 'your id, all 64 letters: folkmoot member show --json')
      .option('--number <number>', 'which of your devices it is; each has a number of its own', deviceNumber, 1)
      .option('--label <text>', `what you call it (up to ${DEVICE_LABEL_BYTES_MAX} bytes)`, '')
      .action(guarded(begin));
  },
};

async function begin(invitation: string, { folder, json, of, number, label, passphrase }: New): Promise<void> {
  refuseIfTaken(folder);
  if (!/^[0-9a-f]{64}$/.test(of))
    throw new Sentence(
      MEMBER_EXIT.usage,
      'That is no id of a member.',
      'Copy all 64 letters: folkmoot member show --json.',
    );
  if (toUtf8(label).length > DEVICE_LABEL_BYTES_MAX)
    throw new Sentence(MEMBER_EXIT.usage, 'The label is too long.', `Use up to ${DEVICE_LABEL_BYTES_MAX} bytes.`);
  const made = joinAsDevice(invitation, { member: of as MemberId, log: number, label }, entropy);
  if (!made.ok) throw new RefusedByRule(made.error);
  const { deviceRequest, ...device } = made.value;
  const me = await moveIn(folder, device, await newPassphrase(passphrase));
  await me.close();
  answer(json, { folder: me.folder, member: me.member, device: number, deviceRequest }, [
    `The key of this device is in ${me.folder}. On your first device: folkmoot member device-add TEXT, with this text:`,
    '',
    deviceRequest,
    '',
    'Then here: folkmoot member sync --gateway ADDRESS. Your first device alone votes and pays; this one speaks and calls.',
  ]);
}

export const deviceAdd = {
  declare(command: Command): void {
    reachOptions(common(command.argument('<text>', 'the text that begins with fd1, from the new device'))).action(
      guarded(async (text: string, options: Common & Reach) => {
        const request = readDeviceRequest(text);
        if (!request.ok) throw new RefusedByRule(request.error);
        const { device, possession } = request.value;
        await doAct({ module: 'roster', name: 'addDevice' }, options, () => ({ ...device, possession }));
      }),
    );
  },
};
