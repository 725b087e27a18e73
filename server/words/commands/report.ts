// What "tallystick-server report" says. The commands speak English alone: docs/decisions/0019.

export const reportWords = {
  whichReport: (kinds: readonly string[]) => `Which report? There are ${kinds.map((kind) => `"${kind}"`).join(', ')}.`,
  whose: '--user or --team is missing: whose report is meant',
  notBoth: '--user and --team are both there; a report is of one of them',
  notADate: (name: string) => `--${name} must be a date such as 2026-11-29`,
  missing: (name: string) => `--${name} is missing: a date such as 2026-11-29`,
  inOrder: '--to must not be before --from, and at most a year after it',
  days: '--days must be a whole number from 1 to 366',
  zone: '--zone must be an IANA time zone such as Europe/Berlin',
  groupBy: '--group-by must be total, model, day or model_day',
  success: '--success must be true or false',
  format: '--format must be table or csv',
  title: (kind: string, whose: string, zone: string) => `${kind} of ${whose}, by the clocks of ${zone}`,
  user: (id: string) => `user ${id}`,
  team: (id: string) => `team ${id}`,
  nothing: 'Nothing.',
};
