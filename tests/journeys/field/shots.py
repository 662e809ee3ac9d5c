"""Photos as a camera makes them, and what a phone holds of them."""

import base64
import hashlib
import io

from PIL import Image, ImageDraw

from tests.journeys.field.phone import Phone

EXIF, GPS = 0x8769, 0x8825
ORIENTATION, TAKEN, ZONE = 0x0112, 0x9003, 0x9011
SIDEWAYS = 6

PLACE = {"lng": 113.29025, "lat": 22.80015, "accuracy": 5}


def shot(size=(3000, 2250), *, at="2026:05:06 09:08:07", zone="+08:00", located=True, shade=90):
    """A JPEG that was taken upright with a phone: the sensor lies on its side."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), fill=(shade, 0, 0))
    exif = Image.Exif()
    exif[ORIENTATION] = SIDEWAYS
    exif.get_ifd(EXIF).update({TAKEN: at, ZONE: zone, 0x001F: 4.6} if at else {})
    if located:
        # 22° 48′ 0.54″ N, 113° 17′ 24.9″ E, known to within 4.6 m.
        exif.get_ifd(GPS).update(
            {1: "N", 2: (22.0, 48.0, 0.54), 3: "E", 4: (113.0, 17.0, 24.9), 0x1F: 4.6}
        )
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, quality=90)
    return out.getvalue()


def file(content, name="IMG_0001.jpg", kind="image/jpeg"):
    """As it is handed to a field for files."""
    return {"name": name, "mimeType": kind, "buffer": content}


def sha(content):
    return hashlib.sha256(content).hexdigest()


def bytes_of(phone: Phone, part) -> bytes:
    """The file of a part, as it lies in the store of the phone."""
    return base64.b64decode(
        phone.page.evaluate(BYTES, [phone.store, "parts", [part["uuid"], part["sha256"]]])
    )


def upright(content) -> tuple[int, int]:
    image = Image.open(io.BytesIO(content))
    assert image.getexif().get(ORIENTATION, 1) == 1
    return image.size


BYTES = """([database, store, key]) => new Promise((done, failed) => {
    const opening = indexedDB.open(database);
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
        const reading = opening.result.transaction(store).objectStore(store).get(key);
        reading.onerror = () => failed(reading.error);
        reading.onsuccess = () => {
            opening.result.close();
            const reader = new FileReader();
            reader.onload = () => done(reader.result.split(",")[1]);
            reader.readAsDataURL(reading.result.bytes);
        };
    };
})"""
