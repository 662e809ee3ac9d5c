/* The frame: which page is shown, how the line is, what waits; the way round is at the thumb. */

import { useState } from "preact/hooks";

import { ownedBy } from "../store/start.js";
import { changed } from "../ui/live.js";
import { usePath } from "../ui/path.js";
import { Bar } from "../ui/bar.jsx";
import { Tabs } from "../ui/tabs.jsx";
import { Begin } from "./begin.jsx";
import { Today } from "./today.jsx";
import { Records } from "./records.jsx";
import { Sample } from "./sample.jsx";
import { Stop } from "./stop.jsx";
import { Visit } from "./visit.jsx";
import { Me } from "./me.jsx";
import { SignIn } from "./sign_in.jsx";

/* By the first word of the path; the rest is the page's. */
const PAGES = { "": Today, stop: Stop, begin: Begin, records: Records, sample: Sample, visit: Visit, me: Me };

export function App({ phone: opened }) {
    const [phone, setPhone] = useState(opened);
    const path = usePath();

    const enter = async (person) => {
        await phone.shared.put("things", person, "person");
        setPhone({ ...phone, ...(await ownedBy(phone, person)) });
        changed();
    };

    if (!phone.person) {
        return <SignIn phone={phone} onPerson={enter} />;
    }
    const [name, ...rest] = path;
    const Page = PAGES[name] ?? Today;
    return (
        <>
            <Bar phone={phone} />
            <main id="page" tabindex="-1">
                <Page phone={phone} path={rest} onPerson={enter} />
            </main>
            <Tabs phone={phone} current={name} />
        </>
    );
}
