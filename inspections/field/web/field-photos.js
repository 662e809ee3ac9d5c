/* The worker that scales and hashes photos, so that the page under the thumb never stands still.

   Is sent a picture as the camera gave it; answers with the one that goes into the record, and
   with what the original says of its time and place. What it says are claims, no more. */

import ExifReader from "exifreader";

import { sha256Of } from "./store/sha256.js";

const EDGE = 2048;
const THUMB = 320;
const QUALITY = 0.85;
/* A phone's cameras make 50 million; twice that fills the memory of a small phone. */
const MOST_PIXELS = 110_000_000;

self.onmessage = async ({ data: original }) => {
    let answer;
    try {
        answer = await prepared(original);
    } catch (error) {
        answer = { problem: "unreadable", detail: String(error) };
    }
    self.postMessage(answer);
};

async function prepared(original) {
    const told = exifOf(await original.arrayBuffer());
    if (told.pixels > MOST_PIXELS) return { problem: "too large" };
    // Upright whichever way the phone was held.
    const image = await createImageBitmap(original, { imageOrientation: "from-image" });
    const bytes = await scaled(image, EDGE);
    const thumb = await scaled(image, THUMB);
    image.close();
    return {
        sha256: await sha256Of(await bytes.arrayBuffer()),
        bytes,
        thumb,
        type: bytes.type,
        size: bytes.size,
        taken_at: told.time,
        point: told.point,
        claims: { exif_time: told.time, exif_point: told.point },
    };
}

function scaled(image, edge) {
    const ratio = Math.min(1, edge / Math.max(image.width, image.height));
    const width = Math.max(1, Math.round(image.width * ratio));
    const height = Math.max(1, Math.round(image.height * ratio));
    const canvas = new OffscreenCanvas(width, height);
    const pen = canvas.getContext("2d", { alpha: false });
    // A PNG with holes in it is shown on paper.
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, width, height);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(image, 0, 0, width, height);
    return canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
}

/* When and where by the camera's own account; null for what it does not say. */
function exifOf(content) {
    let tags;
    try {
        tags = ExifReader.load(content, { expanded: true });
    } catch {
        return { time: null, point: null, pixels: 0 };
    }
    const { exif = {}, gps = {}, file = {} } = tags;
    const size = (name) => file[name]?.value ?? 0;
    return {
        time: timeOf(exif),
        point: pointOf(gps, exif),
        pixels: size("Image Width") * size("Image Height"),
    };
}

/* A camera that names no zone was set by the clock of the country it is in. */
function timeOf({ DateTimeOriginal, OffsetTimeOriginal }) {
    const told = String(DateTimeOriginal?.description ?? "");
    const found = told.match(/^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d:\d\d:\d\d)/);
    if (!found) return null;
    const zone = String(OffsetTimeOriginal?.description ?? "");
    const offset = /^[+-]\d\d:\d\d$/.test(zone) ? zone : "+08:00";
    const moment = `${found[1]}-${found[2]}-${found[3]}T${found[4]}${offset}`;
    return Number.isNaN(Date.parse(moment)) ? null : moment;
}

function pointOf({ Latitude: lat, Longitude: lng }, { GPSHPositioningError }) {
    // 0, 0 is what a camera writes that does not know.
    if (!Number.isFinite(lat) || !Number.isFinite(lng) || (lat === 0 && lng === 0)) return null;
    if (Math.abs(lat) > 90 || Math.abs(lng) > 180) return null;
    const accuracy = Number(GPSHPositioningError?.description);
    return {
        lng: Number(lng.toFixed(6)),
        lat: Number(lat.toFixed(6)),
        accuracy: Number.isFinite(accuracy) && accuracy > 0 ? Math.ceil(accuracy) : null,
    };
}

// It runs: from here on a silence is the photo's fault.
self.postMessage("ready");
