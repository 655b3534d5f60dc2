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
