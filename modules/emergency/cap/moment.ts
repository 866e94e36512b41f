// Dates as CAP writes them, without asking any clock: 2003-06-17T14:57:00-07:00.

const DAY_MS = 86_400_000;
const FORM = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)([-+])(\d\d):(\d\d)$/;

/** Days from 1970-01-01, by the calendar of today (Gregorian, before its time as well). */
function daysOf(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

function dateOf(days: number): readonly [year: number, month: number, day: number] {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
}

/** Milliseconds since 1970; undefined for what is no date of this form, such as the 31st of June. */
export function readMoment(text: string): number | undefined {
  const found = FORM.exec(text);
  if (!found) return undefined;
  const [year, month, day, hour, minute, second, , offsetHours, offsetMinutes] = found
    .slice(1)
    .map<number | undefined>(Number);
  const days = daysOf(year!, month!, day!);
  const isDate = dateOf(days).every((part, i) => part === [year, month, day][i]);
  if (!isDate || hour! > 23 || minute! > 59 || second! > 59 || offsetHours! > 14 || offsetMinutes! > 59)
    return undefined;
  const offset = (offsetHours! * 60 + offsetMinutes!) * (found[7] === '-' ? -1 : 1);
  return days * DAY_MS + ((hour! * 60 + minute! - offset) * 60 + second!) * 1000;
}

/** In UTC, which CAP writes as -00:00. Years 0 to 9999. */
export function writeMoment(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  const seconds = Math.floor((ms - days * DAY_MS) / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [year, month, day] = dateOf(days);
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${time}-00:00`;
}
