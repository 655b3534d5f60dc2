import type { EventFormat, PayloadFormat } from '../../src-main/media/engine-port.ts';

export const PCMA: PayloadFormat = { payloadType: 8, codec: 'PCMA', clockRateHz: 8000, channels: 1, parameters: '' };
export const PCMU: PayloadFormat = { payloadType: 0, codec: 'PCMU', clockRateHz: 8000, channels: 1, parameters: '' };
export const OPUS: PayloadFormat = { payloadType: 111, codec: 'opus', clockRateHz: 48_000, channels: 2, parameters: 'useinbandfec=1;usedtx=1' };
export const EVENT_8000: EventFormat = { payloadType: 101, clockRateHz: 8000 };
export const G722: PayloadFormat = { payloadType: 9, codec: 'G722', clockRateHz: 8000, channels: 1, parameters: '' };
export const L16: PayloadFormat = { payloadType: 112, codec: 'L16', clockRateHz: 16_000, channels: 1, parameters: '' };
