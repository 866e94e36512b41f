// What a screen shows, as plain data: the only thing that crosses from the node to the window.
//
// Times are milliseconds since 1970 by this device's clock, always named `...Ms`; the window turns
// them into ages. Every picture is made by one pure function in views/, so that what a person is
// shown can be tested without a screen.

import type { NowPicture } from './now.ts';
import type { PeoplePicture } from './people.ts';
import type { DecidePicture } from './decide.ts';
import type { TradePicture } from './trade.ts';
import type { AirPicture } from './air.ts';
import type { PhonePicture } from './phone.ts';
import type { KeysPicture } from './keys.ts';
import type { PowersPicture } from './powers.ts';
import type { SharesPicture } from './shares.ts';
import type { RadioPicture } from './radio.ts';
import type { StatusPicture } from './status.ts';

export type Pictures = {
  readonly status: StatusPicture;
  readonly now: NowPicture;
  readonly people: PeoplePicture;
  readonly decide: DecidePicture;
  readonly trade: TradePicture;
  readonly shares: SharesPicture;
  readonly powers: PowersPicture;
  readonly keys: KeysPicture;
  readonly air: AirPicture;
  readonly phone: PhonePicture;
  /** Undefined where this phone has no radio. */
  readonly radio: RadioPicture | undefined;
};
export type ViewName = keyof Pictures;
