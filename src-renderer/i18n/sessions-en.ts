/** What is said of the session directory, in English. */
import { joinedEn } from './joined-en.ts';
import { sessionFormEn } from './session-form-en.ts';
import { sessionKeysEn } from './session-keys-en.ts';

export const sessionsEn = {
  ...sessionFormEn, ...joinedEn, ...sessionKeysEn,
  sessions: {
    title: 'Sessions', tabs: 'Shown as', tab: { list: 'List', week: 'Week', keys: 'Keys' }, list: 'Announced sessions', details: 'The session',
    search: 'Name, sender, address, codec …', filter: 'Which sessions', filterBy: { all: 'All', own: 'Mine', private: 'Private', warned: 'With a warning' },
    group: { file: 'Opened files', now: 'Now', next: 'Next', permanent: 'All the time', locked: 'Private, no key', over: 'Over' },
    noName: 'Without a name', noNameOf: 'Without a name, from {address}', privateName: 'Private session from {address}', unreadable: 'Cannot be read',
    own: 'mine', private: 'Private', locked: 'Private, and the key is not known here', warned: '{n} warning | {n} warnings',
    until: 'until {time}', noEnd: 'no end', streams: '{n} stream | {n} streams',
    removed: { deleted: 'Deleted by its announcer', ended: 'Its time has passed', 'timed-out': 'Not heard any more', evicted: 'Made room for others', withdrawn: 'Deleted by you' },
    removedShort: { deleted: 'deleted', ended: 'ended', 'timed-out': 'not heard', evicted: 'made room', withdrawn: 'deleted' },
    noMatch: 'No session fits. Try fewer letters, or all sessions.', choose: 'Choose a session to see what it is, when it takes place and who announces it.',
    loading: 'Asking for the sessions …', failed: 'The sessions could not be asked for.', again: 'Try again',
    emptyTitle: 'Nothing announced yet',
    emptyText: 'Sessions appear here as soon as somebody announces them (SAP). A sender repeats its announcement every few seconds to minutes, so it can take a while.',
    emptySenders: 'These announce what they send: ffmpeg (-f sap), VLC (stream with SAP), PipeWire and PulseAudio (module-rtp-send), Dante devices in AES67 mode, and other Rungs.',
    emptyNext: 'Or begin yourself: announce a session, or open an .sdp file.',
    listening: 'Listening on {groups} group | Listening on {groups} groups', notListening: 'Not listening', partlyListening: 'Not listening everywhere',
    noGroups: 'No group is listened to: there is no network interface that could.', listeningOff: 'Listening for announcements is turned off.', turnOn: 'Turn on', groups: 'Where announcements are listened for', groupPackets: '{n} packet | {n} packets', groupRefused: '{n} refused',
    about: 'About', sdp: 'SDP', changes: 'Changes', changesOf: 'Changes ({n})', noText: 'Its text is not known: it is encrypted, and the key is not known here.', addKey: 'Add a key',
    save: 'Save as .sdp', copy: 'Copy the SDP',
    fact: {
      information: 'About', uri: 'Web page', email: 'E-mail', phone: 'Phone', tool: 'Made with', bandwidth: 'Bandwidth', origin: 'Origin', category: 'Category', key: 'Key', language: 'Language',
    },
    originNobody: '{address}, session {id}, version {version}', originText: '{user} at {address}, session {id}, version {version}', dial: 'Into the dial field', bandwidthOf: '{type} {kbps} kbit/s', opensOutside: 'Opens outside Rung',
    onlyHttps: 'Only https pages can be opened from here.',
    when: 'When', nextTimes: 'Next times', inUtc: 'in UTC: {time}', noneLeft: 'It does not take place any more.', moreTimes: 'and further ones',
    media: 'What is sent', kind: 'Kind', sound: 'Format', place: 'Group and port', details2: 'More',
    channels: '{n} channel | {n} channels', khz: '{rate} kHz', ptime: '{ms} ms a packet', ttl: 'TTL {ttl}', layers: '{n} addresses from here on', inactive: 'not sent', onlyFrom: 'only from {senders}', clockOf: 'clock: {clock}',
    direction: { sendrecv: 'all may talk', recvonly: 'only to be heard', sendonly: 'only to be sent to', inactive: 'switched off' },
    announcedBy: 'Who announces it', source: 'Sender', group2: 'Group', interface: 'Interface', lastHeard: 'Last heard', listenState: 'Heard', every: 'every {time}', packets: 'heard {n} time | heard {n} times', firstHeard: 'first at {time}',
    timesOut: 'without a further one gone at {time}', announcing: 'Announced by you to {group}, TTL {ttl}, every {time}; next one {next}.', sent: 'Sent {n} time. | Sent {n} times.', minutes: '{n} min',
    seconds: '{n} s',
    warnings: 'Warnings',
    warning: {
      'foreign-source': 'Announced from {from}, which is not the address that it names as its origin. Gateways and computers with several addresses do so; so would somebody who pretends to be its maker.',
      'foreign-deletion': '{from} wanted to delete it but is not who announces it. That was ignored.',
      'hash-collision': 'Another session is announced under the same number from {from}. Both are kept apart by their origin.',
      'older-version': 'An older version of it was heard from {from}, and ignored.',
      'not-strict': 'Its text departs from the standard: {text}',
    },
    versionNow: 'now', versionFrom: 'until {time}', comparing: 'Compare with', diffHead: 'Version {n}',
    invite: 'Invite …', inviteWhom: 'Whom to call into the session', inviteSend: 'Invite', inviteHint: 'The call brings the other side into the group; nothing is sent between the two phones but that.',
    close: 'Close', announceIt: 'Announce it', file: 'Opened from {name}', edit: 'Edit', delete: 'Delete', forget: 'Off the list', deleteTitle: 'Delete the session?', deleteText: '“{name}” will no longer be announced, and a deletion is sent to all who listen.',
    announce: 'Announce a session', open: 'Open an .sdp file',
    remind: 'Remind me', remindNone: 'No reminder', remindMinutes: '{n} minute before | {n} minutes before', remindStart: 'At its beginning',
  },
  sessionCall: {
    in: 'You are invited into the session “{name}”.', out: 'Invitation into the session “{name}”.', 'in-session': 'In the session “{name}”.', talk: 'All may talk.', listen: 'It can only be listened to.',
  },
  sessionWeek: {
    title: 'Sessions of the week', previous: 'Previous week', next: 'Next week', today: 'Today', permanent: '{n} session takes place all the time | {n} sessions take place all the time',
    none: 'Nothing in this week.', cut: 'There is more than can be drawn: narrow the search in the list.', clocksForward: 'Clocks are put forward', clocksBack: 'Clocks are put back',
    block: '{name}, {from} – {to}', dayEmpty: 'nothing', zone: 'Times of {zone}', hint: 'Arrow keys move, Enter opens, Page up and Page down change the week',
  },
  sessionSettings: {
    recorderOutside: 'Others may call the recorder', recorderOutsideHint: 'Whoever calls sip:recorder{\'@\'} at this phone is recorded, into the folder of recordings: two at once, half an hour each, until a gigabyte lies there.',
    playerOutside: 'Others may call the player', playerOutsideHint: 'Whoever calls sip:player{\'@\'} with ;sound=NAME hears that sound, or has it played into the session that the call leads into.',
    title: 'Session directory (SAP)', listen: 'Listen for announced sessions', listenHint: 'Rung joins the groups of RFC 2974 on its interfaces and sends nothing by that but the join (IGMP, MLD).',
    interface: 'Interface', interfaceHint: 'Automatic: listen on all, announce where the route leads', ttl: 'TTL of announcements', ttlHint: 'How far they go: 1 this network, 15 the site, 63 the region, 127 the world',
    ttlWrong: 'A number from 1 to 255.',
  },
};
