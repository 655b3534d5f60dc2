/** What a final status means for the person who called, in few words. Codes not listed are named by their class. */
export const statusEn = {
  100: 'Trying', 180: 'Ringing', 181: 'Being forwarded', 182: 'Queued', 183: 'In progress',
  200: 'OK', 202: 'Accepted', 204: 'No notification',
  300: 'Several addresses to choose from', 301: 'Moved for good', 302: 'Moved for now', 305: 'Only through another proxy', 380: 'Another service is offered',
  400: 'Request not understood', 401: 'Password needed or wrong', 402: 'Payment needed', 403: 'Forbidden', 404: 'Nobody has this address',
  405: 'Method not allowed', 406: 'Answer not acceptable', 407: 'Password needed or wrong at the proxy', 408: 'No answer in time', 410: 'This address is gone',
  412: 'Condition not met', 413: 'Message too large', 414: 'Address too long', 415: 'Media type not supported', 416: 'Address scheme not supported',
  417: 'Resource priority unknown', 420: 'Extension not supported', 421: 'Extension required', 422: 'Session timer too short', 423: 'Interval too short',
  424: 'Bad location', 428: 'Identity needed', 429: 'Referrer identity needed', 430: 'Connection to the phone failed', 433: 'Anonymous calls not accepted',
  436: 'Identity info not found', 437: 'Certificate not supported', 438: 'Identity invalid', 439: 'First hop lacks outbound support', 440: 'Too many forks',
  469: 'Info package unknown', 470: 'Consent needed', 480: 'Not reachable now', 481: 'The call does not exist there', 482: 'Loop found',
  483: 'Too many hops', 484: 'Number incomplete', 485: 'Address ambiguous', 486: 'Busy', 487: 'Cancelled', 488: 'No common codec or media',
  489: 'Event not supported', 491: 'Both sides changed the call at once', 493: 'Cannot be decrypted', 494: 'Security agreement needed',
  500: 'The server failed', 501: 'Not implemented there', 502: 'Bad gateway', 503: 'Service not available', 504: 'The server got no answer in time',
  505: 'SIP version not supported', 513: 'Message too large for the server', 580: 'Precondition failed',
  600: 'Busy everywhere', 603: 'Declined', 604: 'Exists nowhere', 606: 'Not acceptable anywhere', 607: 'Unwanted', 608: 'Rejected on the way',
};
