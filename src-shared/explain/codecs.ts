/** What payload numbers, encodings and their parameters stand for (RFC 3551 and the codecs' own RFCs). */
import type { Explanation } from './explanation.ts';
import { byName } from './rows.ts';
import type { Row } from './rows.ts';

const ENCODINGS = byName([
  ['pcmu', 'RFC 3551 4.5.14', 'G.711 with u-law: 64 kbit/s, telephone quality, common in America and Japan.', 'G.711 mit u-law: 64 kbit/s, Telefonqualität, üblich in Amerika und Japan.'],
  ['pcma', 'RFC 3551 4.5.14', 'G.711 with A-law: 64 kbit/s, telephone quality, common in Europe.', 'G.711 mit A-law: 64 kbit/s, Telefonqualität, üblich in Europa.'],
  ['g722', 'RFC 3551 4.5.2', 'Wideband at 64 kbit/s; its clock says 8000 by an old mistake, it samples at 16000.', 'Breitband mit 64 kbit/s; als Takt steht durch einen alten Irrtum 8000, abgetastet wird mit 16000.'],
  ['g729', 'RFC 3551 4.5.6', 'Telephone quality at 8 kbit/s.', 'Telefonqualität mit 8 kbit/s.'],
  ['g723', 'RFC 3551 4.5.3', 'Telephone quality at 5.3 or 6.3 kbit/s.', 'Telefonqualität mit 5,3 oder 6,3 kbit/s.'],
  ['g728', 'RFC 3551 4.5.5', 'Telephone quality at 16 kbit/s.', 'Telefonqualität mit 16 kbit/s.'],
  ['gsm', 'RFC 3551 4.5.8', 'The codec of the first mobile telephones, 13 kbit/s.', 'Der Codec der ersten Mobiltelefone, 13 kbit/s.'],
  ['l16', 'RFC 3551 4.5.11', 'Uncompressed 16 bit samples.', 'Unkomprimierte Werte von 16 Bit.'],
  ['dvi4', 'RFC 3551 4.5.1', 'ADPCM with 4 bits a sample.', 'ADPCM mit 4 Bit je Wert.'],
  ['lpc', 'RFC 3551 4.5.9', 'Experimental speech coding at 5.6 kbit/s.', 'Experimentelle Sprachkodierung mit 5,6 kbit/s.'],
  ['qcelp', 'RFC 2658', 'A codec of American mobile telephones.', 'Ein Codec amerikanischer Mobiltelefone.'],
  ['mpa', 'RFC 2250', 'MPEG audio.', 'MPEG-Ton.'],
  ['cn', 'RFC 3389', 'Comfort noise: how a pause sounds, instead of its samples.', 'Komfortrauschen: wie eine Pause klingt, statt ihrer Werte.'],
  ['opus', 'RFC 7587', 'Speech and music from 6 to 510 kbit/s, with error correction.', 'Sprache und Musik von 6 bis 510 kbit/s, mit Fehlerkorrektur.'],
  ['ilbc', 'RFC 3952', 'Telephone quality that bears loss well, 13 or 15 kbit/s.', 'Telefonqualität, die Verluste gut erträgt, 13 oder 15 kbit/s.'],
  ['speex', 'RFC 5574', 'A free speech codec, succeeded by Opus.', 'Ein freier Sprachcodec, abgelöst durch Opus.'],
  ['amr', 'RFC 4867', 'The codec of mobile telephones, 4.75 to 12.2 kbit/s.', 'Der Codec der Mobiltelefone, 4,75 bis 12,2 kbit/s.'],
  ['amr-wb', 'RFC 4867', 'Wideband of mobile telephones (HD voice).', 'Breitband der Mobiltelefone (HD Voice).'],
  ['evs', '3GPP TS 26.445', 'The newest codec of mobile telephones.', 'Der neueste Codec der Mobiltelefone.'],
  ['telephone-event', 'RFC 4733 2', 'Keys pressed, as events instead of tones.', 'Gedrückte Tasten, als Ereignisse statt als Töne.'],
  ['red', 'RFC 2198', 'Redundancy: each packet repeats the one before.', 'Redundanz: jedes Paket wiederholt das vorige.'],
  ['h261', 'RFC 4587', 'Video, the oldest codec.', 'Video, der älteste Codec.'],
  ['h263', 'RFC 4629', 'Video of the nineties.', 'Video der neunziger Jahre.'],
  ['h264', 'RFC 6184', 'Video, the usual codec.', 'Video, der übliche Codec.'],
  ['vp8', 'RFC 7741', 'Video of browsers.', 'Video der Browser.'],
  ['jpeg', 'RFC 2435', 'Video as single pictures.', 'Video aus Einzelbildern.'],
  ['mpv', 'RFC 2250', 'MPEG video.', 'MPEG-Video.'],
  ['t38', 'RFC 7345', 'Fax over the network.', 'Fax über das Netz.'],
] satisfies Row[]);

/** RFC 3551 table 4 and 5. */
const STATIC: Record<number, string> = {
  0: 'PCMU', 3: 'GSM', 4: 'G723', 5: 'DVI4', 6: 'DVI4', 7: 'LPC', 8: 'PCMA', 9: 'G722', 10: 'L16', 11: 'L16', 12: 'QCELP', 13: 'CN', 14: 'MPA', 15: 'G728',
  16: 'DVI4', 17: 'DVI4', 18: 'G729', 26: 'JPEG', 31: 'H261', 32: 'MPV', 34: 'H263',
};

const FORMAT_PARAMETERS = byName([
  ['0-15', 'RFC 4733 2.4.1', 'The events that are understood: 0-9, *, #, A-D.', 'Die verstandenen Ereignisse: 0–9, *, #, A–D.'],
  ['events', 'RFC 4733 2.4.1', 'The events that are understood: 0 to 9 the digits, 10 *, 11 #, 16 hook flash.', 'Die verstandenen Ereignisse: 0 bis 9 die Ziffern, 10 *, 11 #, 16 Hook-Flash.'],
  ['annexb', 'RFC 4856 2.1.9', 'Whether G.729 leaves out pauses; yes where it is absent.', 'Ob G.729 Pausen weglässt; ohne Angabe ja.'],
  ['bitrate', 'RFC 5577', 'Bits per second.', 'Bit pro Sekunde.'],
  ['mode', 'RFC 3952 5', 'iLBC: 20 or 30 ms a frame.', 'iLBC: 20 oder 30 ms je Rahmen.'],
  ['mode-set', 'RFC 4867 8.1', 'The bit rates of AMR that may be used.', 'Die Bitraten von AMR, die benutzt werden dürfen.'],
  ['octet-align', 'RFC 4867 8.1', 'AMR: whether fields begin at whole octets.', 'AMR: ob Felder an ganzen Oktetten beginnen.'],
  ['useinbandfec', 'RFC 7587 6.1', 'Opus: the receiver can use error correction inside the packets.', 'Opus: der Empfänger kann Fehlerkorrektur in den Paketen nutzen.'],
  ['usedtx', 'RFC 7587 6.1', 'Opus: pauses are better not sent.', 'Opus: Pausen werden besser nicht gesendet.'],
  ['maxaveragebitrate', 'RFC 7587 6.1', 'Opus: the most bits per second to be received.', 'Opus: die meisten Bit pro Sekunde beim Empfang.'],
  ['maxplaybackrate', 'RFC 7587 6.1', 'Opus: the highest sampling rate that is played.', 'Opus: die höchste Abtastrate der Wiedergabe.'],
  ['sprop-maxcapturerate', 'RFC 7587 6.1', 'Opus: the highest sampling rate that is sent.', 'Opus: die höchste Abtastrate beim Senden.'],
  ['stereo', 'RFC 7587 6.1', 'Opus: stereo is welcome.', 'Opus: Stereo ist willkommen.'],
  ['sprop-stereo', 'RFC 7587 6.1', 'Opus: stereo may be sent.', 'Opus: Stereo wird vielleicht gesendet.'],
  ['cbr', 'RFC 7587 6.1', 'Opus: constant bit rate.', 'Opus: gleichbleibende Bitrate.'],
  ['minptime', 'RFC 7587 6.1', 'The shortest packets welcome, in milliseconds.', 'Die kürzesten willkommenen Pakete, in Millisekunden.'],
  ['profile-level-id', 'RFC 6184 8.1', 'H.264: profile and level.', 'H.264: Profil und Stufe.'],
  ['packetization-mode', 'RFC 6184 8.1', 'H.264: how pictures are put into packets.', 'H.264: wie Bilder in Pakete kommen.'],
  ['vbr', 'RFC 5574 3', 'Speex: variable bit rate.', 'Speex: veränderliche Bitrate.'],
  ['parameter', 'RFC 8866 6.15', 'A parameter that the format defines.', 'Ein Parameter, den das Format bestimmt.'],
] satisfies Row[]);

const DYNAMIC: Explanation = {
  section: 'RFC 3551 3', en: 'A dynamic payload number: a=rtpmap says what it stands for.', de: 'Eine dynamische Nutzlastnummer: a=rtpmap sagt, wofür sie steht.',
};
const UNASSIGNED: Explanation = { section: 'RFC 3551 6', en: 'A payload number that nothing is assigned to.', de: 'Eine Nutzlastnummer, der nichts zugewiesen ist.' };

/** Of a name as in `a=rtpmap`, in any case. */
export function explainEncoding(name: string): Explanation | undefined {
  return ENCODINGS.get(name.toLowerCase());
}

/** Of a number in an RTP m= line. */
export function explainPayloadType(number: number): Explanation {
  const name = STATIC[number];
  const known = name === undefined ? undefined : explainEncoding(name);
  if (known) return { en: `${name}: ${known.en}`, de: `${name}: ${known.de}`, section: known.section };
  return number >= 96 && number <= 127 ? DYNAMIC : UNASSIGNED;
}

/** Of one parameter in `a=fmtp`. */
export function explainFormatParameter(text: string): Explanation {
  const name = (/^[^=]*/.exec(text)?.[0] ?? '').trim().toLowerCase();
  const key = /^[\d,-]+$/.test(name) ? (name === '0-15' ? name : 'events') : name;
  return (FORMAT_PARAMETERS.get(key) ?? FORMAT_PARAMETERS.get('parameter')) as Explanation;
}
