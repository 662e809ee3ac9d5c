/* Photos of the visit as a whole; those of an item are taken at the item. */

import { itemsOf } from "../rules/answers.js";
import { photosOf } from "../rules/packet.js";
import { Photos } from "../ui/photos.jsx";
import { address } from "../ui/path.js";

export function PhotosOfVisit({ visit: { phone, uuid, version, parts } }) {
    const photos = photosOf(parts);
    const items = itemsOf(version).filter(({ key }) => photos.some(({ item }) => item === key));
    return (
        <div id="at-photos">
            <h2>{gettext("Photos of the whole")}</h2>
            <Photos phone={phone} uuid={uuid} />
            {items.length > 0 && <h2>{gettext("At the items")}</h2>}
            <ul class="plain-list">
                {items.map(({ key, text }) => (
                    <li key={key}>
                        <a href={address("visit", uuid, "checklist", key)}>{text}</a>{" "}
                        <span class="muted">
                            {photos.filter(({ item }) => item === key).length}
                        </span>
                    </li>
                ))}
            </ul>
        </div>
    );
}
