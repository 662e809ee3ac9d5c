/* The worker that scales and hashes photos, so that the page under the thumb never stands still. */
