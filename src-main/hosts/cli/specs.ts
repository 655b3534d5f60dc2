/** Every command with its options, as data: main.ts dispatches on it, help.ts prints it. */
import type { CommandSpec, OptionSpec } from './arguments.ts';

const json: OptionSpec = { name: 'json', help: 'one JSON object a line on stdout, nothing else' };

const socket: OptionSpec[] = [
  { name: 'listen', value: 'ADDR[:PORT]', help: 'own address and port' },
  { name: 'transport', value: 'udp|tcp|tls', help: 'towards the peer where the URI names none (default udp)' },
  { name: 'tls-ca', value: 'FILE.pem', help: "certificate authorities to trust besides the system's" },
  { name: 'tls-insecure', help: 'take any certificate: for a lab only' },
  { name: 'user', value: 'NAME', help: 'user name of the account' },
  { name: 'password-file', value: 'FILE', help: 'file whose first line is the password' },
  { name: 'domain', value: 'HOST[:PORT]', help: 'domain of the account' },
  { name: 'proxy', value: 'URI', help: 'outbound proxy' },
  { name: 'account', value: 'FILE.json', help: 'an account as JSON, the same fields as in the app' },
  { name: 'register', help: 'register first' },
  { name: 'from', value: '"Name <sip:…>"', help: 'From of what we send' },
  { name: 'srtp', value: 'off|optional|required', help: 'encryption of the sound (default off, or as the account says)' },
  { name: 'pcap', value: 'FILE', help: 'write SIP and RTP of this run, for Wireshark' },
  { name: 'hep', value: 'HOST:PORT', help: 'send the SIP of this run to a HEP server (HOMER), over UDP' },
  json,
  { name: 'quiet', help: 'print nothing but errors' },
  { name: 'verbose', help: 'with --json: every message too' },
];

const media: OptionSpec[] = [
  { name: 'rtp-ports', value: 'A-B', help: 'RTP port range (default 40000-40999)' },
  { name: 'codecs', value: 'LIST', help: 'of pcma,pcmu,g722,opus,l16, in order of preference (default pcma,pcmu,g722,opus)' },
  { name: 'dtmf-mode', value: 'rfc4733|info|inband', help: 'how digits are sent (default rfc4733)' },
  { name: 'play', value: 'FILE.wav', help: 'say this' },
  { name: 'tone', value: 'HZ', help: 'say a tone' },
  { name: 'record', value: 'FILE.wav', help: 'two channels: left what we send, right what we hear' },
  { name: 'record-received', value: 'FILE.wav', help: 'mono: what we hear' },
  { name: 'dtmf', value: 'DIGITS', help: 'send these digits' },
  { name: 'dtmf-after', value: 'S', help: 'so many seconds after the answer (default 1)' },
  { name: 'duration', value: 'S', help: 'hang up after so many seconds of talk' },
  { name: 'hold-after', value: 'S', help: 'put the call on hold' },
  { name: 'resume-after', value: 'S', help: 'take it back' },
  { name: 'codec', value: 'NAME', help: 'change to this one while the call lasts (re-INVITE)' },
  { name: 'codec-after', value: 'S', help: 'so many seconds after the answer (default 1)' },
  { name: 'transfer-to', value: 'URI', help: 'send the other side there (REFER), and hang up when that has worked' },
  { name: 'transfer-after', value: 'S', help: 'so many seconds after the answer (default 1)' },
  header('INVITE'),
];

function header(method: string): OptionSpec {
  return { name: 'header', value: "'Name: value'", multiple: true, help: `add a header to the ${method} (repeatable)` };
}

const sapInterface: OptionSpec = { name: 'interface', value: 'NAME|ADDR', help: 'own interface to send on (default: where the route leads)' };

const passedOver: OptionSpec = { name: 'quiet', help: 'do not tell on stderr what of the file was passed over' };

export const specs: CommandSpec[] = [
  {
    name: 'call',
    positionals: ['URI'],
    summary: 'Place one call.',
    options: [
      ...socket,
      ...media,
      { name: 'ring-timeout', value: 'S', help: 'give up when nobody has answered by then' },
      { name: 'session', value: 'FILE.sdp', help: 'into this multicast session' },
      { name: 'subject', value: 'TEXT', help: 'Subject of the call' },
      { name: 'priority', value: 'LEVEL', help: 'emergency, urgent, normal or non-urgent' },
    ],
  },
  {
    name: 'answer',
    positionals: [],
    summary: 'Wait for calls and answer them.',
    options: [
      ...socket,
      ...media,
      { name: 'count', value: 'N', help: 'exit after so many calls' },
      { name: 'status', value: 'CODE[:REASON]', help: 'answer with this status' },
      { name: 'ring', value: 'S', help: 'ring so long before answering' },
      { name: 'early-media', help: 'send sound before answering (183)' },
      { name: 'echo', help: 'send back what is heard' },
      { name: 'max-calls', value: 'N', help: 'calls at the same time (default 50); more are busy' },
    ],
  },
  {
    name: 'register',
    positionals: [],
    summary: 'Register and stay registered until SIGINT.',
    options: [...socket, { name: 'expires', value: 'S', help: 'binding life to ask for (default 300)' }],
  },
  { name: 'options', positionals: ['URI'], summary: 'Ask what the other side can do.', options: socket },
  {
    name: 'message',
    positionals: ['URI', 'TEXT'],
    summary: 'Send a text message (MESSAGE).',
    options: [...socket, header('MESSAGE')],
  },
  {
    name: 'subscribe',
    positionals: ['URI', 'EVENT'],
    summary: 'Watch a state (SUBSCRIBE): message-summary, dialog, presence …',
    options: [
      ...socket,
      { name: 'accept', value: 'TYPE', help: 'media type of the state (default: the usual one of the event)' },
      { name: 'expires', value: 'S', help: 'how long to ask for (default 300); 0: only the state of this moment' },
      { name: 'count', value: 'N', help: 'exit after so many notifications' },
      { name: 'duration', value: 'S', help: 'exit after so many seconds' },
    ],
  },
  {
    name: 'refer',
    positionals: ['URI', 'TARGET'],
    summary: 'Ask the phone at URI to call TARGET (REFER).',
    options: [...socket, { name: 'duration', value: 'S', help: 'wait so long for its progress (default 180)' }],
  },
  { name: 'parse', positionals: ['FILE|-'], summary: 'A SIP message as JSON, or why it must be refused.', options: [] },
  {
    name: 'sdp',
    positionals: ['FILE|-'],
    summary: 'A session description: what it says, when and where it takes place, what is odd about it.',
    options: [
      { name: 'format', value: 'FORMAT', help: 'text, json (default: text at a terminal, else json)' },
      { name: 'language', value: 'en|de', help: 'of the text and of the schedule in words (default en)' },
      { name: 'json', help: 'the same as --format json' },
    ],
  },
  {
    name: 'explain',
    positionals: ['WORD'],
    summary: 'What a response code, method, header field or SDP line means, and what Rung does about it.',
    options: [{ name: 'language', value: 'en|de', help: 'default en' }, json],
  },
  {
    name: 'ladder',
    positionals: ['FILE'],
    summary: 'The ladder of a capture (pcap, pcapng, also gzipped) or of a text log.',
    options: [
      { name: 'call', value: 'CALL-ID', help: 'only this call' },
      { name: 'format', value: 'FORMAT', help: 'text (default), svg, png, mermaid, json, html, pcapng, sipp-uac, sipp-uas (a SIPp scenario of one side), or bundle: a zip of all, without names' },
      { name: 'output', short: 'o', value: 'FILE', help: 'write there instead of to stdout' },
      { name: 'list', help: 'a line for each call' },
      { name: 'streams', help: 'the RTP streams as a table instead (--format json: as data)' },
      passedOver,
    ],
  },
  { name: 'diagnose', positionals: ['FILE'], summary: 'What went wrong in a capture or a text log.', options: [json, passedOver] },
  {
    name: 'hep',
    positionals: [],
    summary: 'The SIP that capture agents send (HEP 3, UDP and TCP).',
    options: [
      { name: 'listen', value: 'ADDR[:PORT]', help: 'where (default 127.0.0.1:9060)' },
      { name: 'count', value: 'N', help: 'exit after so many messages' },
      { name: 'duration', value: 'S', help: 'exit after so many seconds' },
      json,
    ],
  },
  {
    name: 'sap listen',
    positionals: [],
    summary: 'The sessions that are announced on the network, until SIGINT.',
    options: [
      { name: 'interface', value: 'NAME|ADDR', help: 'own interface to listen on (default: all)' },
      { name: 'duration', value: 'S', help: 'exit after so many seconds' },
      json,
    ],
  },
  {
    name: 'sap announce',
    positionals: ['FILE.sdp'],
    summary: 'Announce a session until SIGINT, then withdraw it.',
    options: [
      sapInterface,
      { name: 'ttl', value: 'N', help: 'how many routers it may pass (default 15)' },
      { name: 'once', help: 'announce it once, withdraw nothing' },
      json,
    ],
  },
  {
    name: 'sap delete',
    positionals: ['FILE.sdp'],
    summary: 'Tell the others that a session is no longer announced.',
    options: [sapInterface, { name: 'ttl', value: 'N', help: 'as of its announcements (default 15)' }, json],
  },
  {
    name: 'sap join',
    positionals: ['NAME|FILE.sdp'],
    summary: 'Listen to a multicast session, and talk in it.',
    options: [
      { name: 'interface', value: 'NAME|ADDR', help: 'own interface to join on (default: where the route leads)' },
      { name: 'play', value: 'FILE.wav', help: 'say this' },
      { name: 'tone', value: 'HZ', help: 'say a tone' },
      { name: 'record-received', value: 'FILE.wav', help: 'mono: what we hear' },
      { name: 'duration', value: 'S', help: 'leave after so many seconds' },
      json,
    ],
  },
  {
    name: 'history',
    positionals: [],
    summary: 'The calls that the app has stored.',
    options: [{ name: 'limit', value: 'N', help: 'at most so many (default 20)' }, { name: 'query', value: 'TEXT', help: 'only these' }, json],
  },
  { name: 'trace', positionals: ['CALL-ID'], summary: 'The ladder of a stored call.', options: [json] },
  {
    name: 'web',
    positionals: [],
    summary: 'The app in a browser; prints its one-time address.',
    options: [
      { name: 'host', value: 'ADDR', help: 'address to serve at (default 127.0.0.1)' },
      { name: 'port', value: 'N', help: 'port to serve at (default: any free one)' },
      { name: 'no-open', help: 'do not open a browser' },
    ],
  },
  { name: 'doctor', positionals: [], summary: 'What works here: sockets, database, Electron, audio.', options: [json] },
];
