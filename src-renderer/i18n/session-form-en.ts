/** The form of an own session, in English. */
export const sessionFormEn = {
  sessionForm: {
    new: 'Announce a session', edit: 'Change the session', mode: 'Entered as', fields: 'Fields', text: 'SDP text', onlyText: 'It says more than the fields can hold, so it is changed as text.',
    leaveTitle: 'Throw the changes away?', leaveText: 'What was entered in the form has not been announced yet.', leave: 'Throw away',
    notInFields: 'This text says more than the fields can hold, or cannot be read. It stays text.',
    what: 'What', name: 'Name', information: 'What it is about', more: 'Contact and more', uri: 'Web page', email: 'E-mail', phone: 'Phone', language: 'Language', languageHint: 'A code, such as en or de-AT', bandwidth: 'Bandwidth, kbit/s',
    bandwidthHint: '0: not said',
    typed: 'In words', typedHint: 'Such as “every Wednesday 10:00 for one hour”; it goes into the fields',
    when: 'When', repeat: 'Takes place', repeats: { permanent: 'All the time', once: 'Once', daily: 'Every day', weekly: 'Every week', monthly: 'Every month' },
    from: 'Date', fromRepeated: 'From', time: 'Time', duration: 'Minutes', durationHint: '0: no end', every: 'Interval', everyHint: { daily: 'In days; 1: every day', weekly: 'In weeks; 1: every week', monthly: 'In months; 1: every month' },
    weekdays: 'Weekdays', monthlyBy: 'On', monthlyDay: 'the same day of the month', monthlyWeekday: 'the same weekday of the month', untilDay: 'Until', untilHint: 'Empty: no end', timeZone: 'Time zone',
    where: 'Where', scope: 'Reach', group: 'Group (multicast address)', pick: 'Pick a free one', port: 'Port', ttl: 'TTL', reach: { 0: 'This computer only', 1: 'This network', 15: 'This site', 63: 'This region', 127: 'The world' },
    reachHint: 'The TTL: routers take one off, and borders are set by it', interface: 'Interface', interfaceAuto: 'Where the route leads', sender: 'Only sound from', senderHint: 'The address of the one sender; empty: any',
    sound: 'Sound', codec: 'Codec', rate: 'Sample rate', channels: 'Channels', ptime: 'Packet', ms: '{ms} ms', whoTalks: 'Who may talk', talks: { everybody: 'Everybody', announcer: 'Only I; the others listen' },
    announce: 'Announce', change: 'Announce the change', busy: 'Announcing …', bytes: '{n} bytes; announcements should stay under 1000',
    sdp: 'Session description (SDP)', sdpRight: 'It follows the standard.', sdpHint: 'o= names the session: its numbers are given by Rung; the version goes up with each change.', toLine: 'Go to line {n}',
  },
};
