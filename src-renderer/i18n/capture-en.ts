/** Captures: opened files and capture agents. */
export const hepEn = {
  title: 'Capture agents (HEP)',
  about: 'Agents such as sngrep, heplify, Kamailio or Asterisk see the SIP of other machines and send it here as HEP 3. It appears in the trace, marked with its agent.',
  listen: 'Take what capture agents send',
  address: 'At this address', everyInterface: 'All interfaces', port: 'Port (UDP and TCP)',
  openToOthers: 'Anyone who reaches this address can put messages into your trace: HEP knows no password. Choose 127.0.0.1 when the agent runs on this computer.',
  listening: 'Listening on {address}: {received} messages taken, {passedOver} packets passed over.',
  sendTo: 'Send our own SIP to a capture server', sendToHint: 'HOST:PORT of HOMER or another HEP server, over UDP. Empty: nowhere. Secrets are taken out before.',
  agent: 'Seen by capture agent {agent}',
};

export const filesEn = {
  open: 'Open …', openHint: 'Captures (pcap, pcapng, also gzipped) and text logs; or drop them on the window', another: 'Open another file', close: 'Close file', live: 'Live', opened: 'Opened files', orOpen: 'Or look at what others recorded: open a capture or a log, or drop it on this window.',
  drop: 'Drop to open', kinds: 'Captures (pcap, pcapng, gzipped too) and logs of Asterisk, FreeSWITCH, Kamailio, Linphone, baresip, SIPp, sngrep and ngrep; session descriptions (.sdp). They stay on this computer.',
  kilobytes: '{size} kB', megabytes: '{size} MB', reading: 'Reading, {share}', failed: '{name} could not be opened',
  notes: '{n} note | {n} notes', contents: 'Contents of the file', calls: 'Calls', streams: 'RTP streams', streamsOf: 'RTP streams ({n})',
  found: '{n} found', search: 'Number, name, Call-ID, text …', method: 'Method', anyMethod: 'All methods', status: 'Answer', anyStatus: 'All answers', unanswered: 'No answer',
  part: 'Messages {from} to {to} of {total}', earlier: 'Earlier', later: 'Later',
  searching: 'Reading …', noMatch: 'No call fits. Try fewer letters, another method or another answer.', choose: 'Choose a call: its ladder appears here. With Ctrl or Shift several share one.',
  noCalls: 'This file holds no call.', announced: 'Announcements of sessions ({n})', ofSession: 'Session “{name}”', showSessions: 'Show the announcements',
  chosen: '{n} call | {n} calls', messages: '{n} message | {n} messages',
  state: { open: 'no answer', ringing: 'ringing', answered: 'answered', ended: 'ended', succeeded: 'done', cancelled: 'cancelled', redirected: 'redirected', failed: 'failed' },
  figures: '{duration}, {packets} packets, {loss} lost, jitter {jitter} ms', reported: 'Its receiver: {loss} lost, jitter {jitter} ms', roundTrip: 'round trip {rtt} ms', showCall: 'Show its call', noCall: 'Announced by no call of this file',
  play: 'Play the stream from {source}', stop: 'Stop', saveWav: 'Save the stream from {source} as WAV', playing: '{position} of {duration}', decoding: 'Decoding …',
  silent: 'Cannot be played', encrypted: 'encrypted (SRTP), and the keys are not in the file', codecUnplayable: 'the codec {codec} is not decoded here',
  noStreams: 'This file holds no RTP.', streamsLater: 'The streams appear when the file is read.',
};
