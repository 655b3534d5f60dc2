import transform from 'sdp-transform';

export const sdpParse = (text) => transform.parse(text);
export const sdpWrite = (description) => transform.write(description);
