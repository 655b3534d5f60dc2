/** What is said of stored messages and of handing them on, in English. */
export const keepingEn = {
  share: {
    title: 'Share without names',
    about: 'One zip with ladder, messages, capture and diagnosis, for somebody who helps. Whatever tells who called whom has another name, the same in all files; passwords, keys, unknown header fields, other bodies than SDP, and the sound are not in it; RTP that was kept is, with zeros for the sound.',
    replaced: 'Replaced', ladder: 'What will be seen', files: 'Files', bytes: '{n} bytes', save: 'Save as zip',
    kind: {
      address: 'address | addresses', host: 'host | hosts', number: 'number | numbers', user: 'user | users', person: 'name | names', callId: 'Call-ID | Call-IDs', tag: 'tag | tags',
      branch: 'branch | branches', token: 'other value | other values',
    },
  },
  traceSearch: {
    label: 'Search all stored messages', hint: 'Search stored messages: text, Call-ID, number, header', back: 'Back to the results', open: 'Open the ladder of this message',
    results: 'Messages found', none: 'No stored message has all of this.',
  },
  keeping: {
    title: 'Stored trace',
    about: 'Messages outside calls are kept within these limits, oldest deleted first. Messages of a call are kept as long as the call is in the history.',
    others: 'Outside calls: {n} message, {mb} MB. | Outside calls: {n} messages, {mb} MB.', since: 'The oldest is from {time}.',
    ofCalls: 'Of calls: {n} message, {mb} MB. | Of calls: {n} messages, {mb} MB.',
    days: 'Days', megabytes: 'Megabytes', daysWrong: 'A number of days from 1 to 3650.', megabytesWrong: 'A number from 1 to 10000.',
    rtpTitle: 'RTP of calls', rtp: 'Keep every RTP packet of calls',
    rtpAbout: 'For calls that begin from now on: loss, jitter and what was heard can be looked at afterwards as in a capture, and saved with the messages for Wireshark. About 1.4 MB a minute with G.711 or G.722, 0.7 MB with Opus, at most 100 MB a call. Whoever has the files hears the calls, unless they are encrypted (SRTP): then they stay so, without keys. They go with the call.',
    rtpMegabytes: 'Megabytes for all calls', rtpMegabytesWrong: 'A number from 1 to 100000.', rtpUsed: 'Now: {mb} MB.',
    clear: 'Delete now', clearTitle: 'Delete the stored trace?', clearText: 'All stored messages outside calls are deleted. Those of the calls in the history stay.',
  },
};
