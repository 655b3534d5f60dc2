/** The two IPC channels between page and core. */
export const MESSAGE_CHANNEL = 'rung:message';
export const AUDIO_CHANNEL = 'rung:audio';
