/**
 * @module Where the frames of a WebSocket end (RFC 6455, section 5.2), and no more: what is in them is nobody's business here.
 */

/** Bytes of the shortest header; of the mask; where a length of 2 or 8 bytes is announced. */
const HEADER_BYTES = 2;
const MASK_BYTES = 4;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** Length in bytes of the frame that begins `bytes`, or null when its header is not there yet. */
function frameLength(bytes: Buffer): number | null {
  if (bytes.length < HEADER_BYTES) return null;
  const second = bytes.readUInt8(1);
  const short = second & 0x7f;
  const extra = short === LENGTH_16 ? 2 : short === LENGTH_64 ? 8 : 0;
  if (bytes.length < HEADER_BYTES + extra) return null;
  const payload =
    extra === 2
      ? bytes.readUInt16BE(HEADER_BYTES)
      : extra === 8
        ? Number(bytes.readBigUInt64BE(HEADER_BYTES))
        : short;
  return HEADER_BYTES + extra + (second & 0x80 ? MASK_BYTES : 0) + payload;
}

/** Cuts a stream into frames, after the head of the handshake, which counts as the first one. */
export class FrameCutter {
  #rest: Buffer = Buffer.alloc(0);
  #isUpgraded = false;

  /** The whole frames that there are with these bytes. */
  take(chunk: Buffer): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const frames: Buffer[] = [];
    for (;;) {
      const length = this.#nextLength();
      if (length === null || length > this.#rest.length) return frames;
      frames.push(this.#rest.subarray(0, length));
      this.#rest = this.#rest.subarray(length);
    }
  }

  #nextLength(): number | null {
    if (this.#isUpgraded) return frameLength(this.#rest);
    const end = this.#rest.indexOf("\r\n\r\n");
    if (end < 0) return null;
    this.#isUpgraded = true;
    return end + 4;
  }
}
