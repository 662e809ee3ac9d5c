/* A file that the office has the record of and cannot take: which one it is, and what to do.

   What was signed is not changed on a phone any more: the desk puts the file, another one or none in
   its place and says why (services/visit_files.py); then the same packet gets its receipt. */

import { Download, Share2 } from "lucide";

import { Icon } from "../ui/icon.jsx";
import { useLive } from "../ui/live.js";
import { usePicture } from "../ui/photos.jsx";

const ENDINGS = { "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp" };

export function RefusedFile({ phone, row }) {
    const { uuid, why, receipt } = row;
    const part = useLive(() => phone.db.get("parts", [uuid, why.part]), [phone, uuid, why.part]);
    const address = usePicture(part);
    const number = receipt?.number ?? "";
    return (
        <>
            <p>{gettext("The office has the record, but not this file. The rest is not lost, and nothing has to be written again.")}</p>
            {part && (
                <figure class="refused-file">
                    <img src={address} alt={gettext("The file that was refused")} />
                    <figcaption>{part.caption || part.name}</figcaption>
                </figure>
            )}
            <ol>
                {part && <li>{gettext("Save the file, or share it with the desk.")}</li>}
                <li>
                    {interpolate(
                        gettext("At the desk the visit is found by %(number)s; there this file is handed in, or another that shows the same, with the reason."),
                        { number },
                        true,
                    )}
                </li>
                <li>{gettext("The phone asks by itself whether that was done; “Send it again as it is” asks at once.")}</li>
            </ol>
            {part && address && <Ways part={part} address={address} />}
        </>
    );
}

function Ways({ part, address }) {
    const name = `${part.kind}-${part.sha256.slice(0, 12)}.${ENDINGS[part.bytes.type] ?? "bin"}`;
    const file = new File([part.bytes], name, { type: part.bytes.type });
    // Whoever thinks better of it shared nothing.
    const share = () => navigator.share({ files: [file] }).catch(() => {});
    return (
        <div class="pair">
            <a class="button" href={address} download={name}>
                <Icon of={Download} />
                {gettext("Save the file")}
            </a>
            {navigator.canShare?.({ files: [file] }) && (
                <button type="button" class="quiet" onClick={share}>
                    <Icon of={Share2} />
                    {gettext("Share it")}
                </button>
            )}
        </div>
    );
}
