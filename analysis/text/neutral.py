"""The English words that leave a number beside them as it is: what `phrases` knows, and nothing
else.

A word is added here when a person is sure that it never changes a number. The lists say where the
word may stand.
"""

import re

# ---- before a number

# Walked over: what stands before them decides.
TRANSPARENT = frozenset(
    """
    the these those all both another further additional other others its their his her our my your
    such remaining same new latest initial original following entire full whole combined total now
    currently already still then also thus altogether so far therefore officially instead later
    today yesterday home back away abroad again dead
    """.split()
)
# What may stand between an article and a number: "a record 540".
AFTER_ARTICLE = frozenset(
    """
    record total further additional combined full new single staggering whopping
    """.split()
)
# Words with which the phrase of a number begins: "that 540 people", "there were 540".
OPENING = frozenset(
    """
    via during against that and when while where because after before if which who whom whose what
    among including there here they we he she it i you this was were is are had has have did
    """.split()
)
# Nouns that stand right before a number: "a total 540".
COUNTING = frozenset(
    """
    total figure toll count
    """.split()
)
# What "of" may tell the size of: "a group of 540", "the arrest of 540".
GROUPS = frozenset(
    """
    total totals group groups number numbers list lists population team delegation crowd batch
    deaths death arrest arrests deportation deportations removal removals repatriation return
    returns release transfer arrival arrivals killing murder loss detention bodies remains families
    lives names cases copies rest presence participation election adoption evacuation rescue
    recruitment hiring dismissal expulsion departure resettlement admission flight plane boat bus
    convoy contingent force staff workforce membership crew party panel board class series set
    village town city community household cost price budget fine grant loan fee debt salary wage
    donation payment sum jury turnout consist consists consisted consisting composed
    """.split()
)
# What may be "for" a number of people: "documents for 26".
ISSUED = frozenset(
    """
    visas visa passports documents permits papers homes jobs aid shelter food medicine help water
    flights warrants charges money funds compensation scholarships legal account accounts accounted
    """.split()
)
# What may stand before "with": "along with 40".
TOGETHER = frozenset(
    """
    along together compared coupled combined
    """.split()
)
# What goes "to" a number that it makes: "amounted to 540".
REACHING = frozenset(
    """
    amount amounts amounted amounting come comes came adds add added adding down
    """.split()
)
# What rises or falls to a number, and by how many per cent.
CHANGES = frozenset(
    """
    rise rises rose risen rising fall falls fell fallen falling grow grows grew grown growing
    increase increases increased increasing decrease decreases decreased decreasing drop drops
    dropped dropping climb climbs climbed climbing jump jumps jumped jumping surge surges surged
    surging soar soars soared soaring decline declines declined declining shrink shrinks shrank
    shrunk shrinking go goes went gone going slip slips slipped dip dips dipped swell swells swelled
    swelling plunge plunges plunged plunging plummet plummeted cut cuts halved reduce reduces
    reduced reducing raise raises raised raising bring brings brought bringing expand expanded
    expanding double doubled tripled up down
    """.split()
)
# Before a form that may be a verb or a noun these make it a noun: "by some counts".
BEFORE_NOUN = frozenset(
    """
    a an the some most many several its his her our their or by official unofficial
    """.split()
)
# Verbs that may have a number for their object or complement.
VERB_BASES = """
    abduct accept accompany accuse acquit add admit adopt affect aid appoint apprehend approve
    arrest assault assign assist attack attend attract award ban base behead block bomb book borrow
    bring build burn bury bus buy capture carry cast catch cause challenge charge charter check
    choose cite collect commit compare compensate complain complete concern condemn confirm contain
    convict cost count cover create cull cure cut damage declare deem defend deliver deny deploy
    deport describe destroy detain detect die direct discover dismiss dispatch displace distribute
    divert document donate download draw drown earn educate elect eliminate employ empty encounter
    enrol enroll enter escort establish evacuate evict examine exclude execute exempt exhume exile
    exonerate expel export extradite fail feature feed fight file find fine fingerprint finish fire
    flee flood fly follow force free fund gain gather get give grant halt handle hang harm have hear
    help hide hire hit hold hospitalise hospitalize host house hurt identify import imprison include
    indict infect inform inherit injure inspect install intercept intern interview introduce invest
    investigate invite involve issue jail join judge kidnap kill know land last launch lay lead
    leave lend let license list live load loan locate lock lose make manage manufacture map march
    mark massacre meet monitor move murder name naturalise naturalize nominate note notify obtain
    occupy open operate orphan oust owe own paint pardon participate pay persuade photograph pick
    pile place plant play poison poll post prepare present print process produce profile promote
    prosecute protect protest provide publish pull punish purchase qualify quarantine quote raid
    raise reach read reassign rebuild recall receive recognise recognize record recover recruit
    redeem refer refuse register reject release relocate remain remove rent reopen repair repatriate
    replace report rescue resettle resign resolve restore retain retire return reunite review revoke
    ride rob run sack sanction save say schedule score screen search secure see seize select sell
    send sentence serve settle shell shelter ship shoot show shut sign sink slaughter smuggle spare
    spend split sponsor stand station stay steal stop store strand study submit sue summon supply
    support survive suspend swap swear take teach tell test torture total trace track train transfer
    transport trap travel treat try uncover unveil uproot use vaccinate verify view visit vote wait
    warn wed welcome win withdraw witness work wound write
""".split()
_DOUBLED = frozenset(
    "acquit admit ban commit enrol expel get hit let permit quit rob run set ship shut stop "
    "submit swap transfer trap win wed".split()
)
_IRREGULAR = """
    totalled totaled totalling built bought brought died fled heard hid laid caught chose chosen
    cost cut drew drawn fed fought found flew flown forbade got gave given had held hit hurt knew
    known led left lent let lost made meant met paid ran read rebuilt rode said saw seen sought sold
    sent shot showed shown sank sunk sat slept spent split stole stolen stood struck sued taken
    taught told took went won wore written wrote numbers numbered numbering consisted consists beat
    beaten accounted accounts been worth closed closes
""".split()


def _forms(verb: str) -> set[str]:
    """A regular verb in the forms that newspapers use: "deport", "deports", "deported",
    "deporting".
    """
    stem = verb[:-1] if verb.endswith("e") else f"{verb}{verb[-1]}" if verb in _DOUBLED else verb
    if verb.endswith("y") and verb[-2] not in "aeou":
        return {verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"}
    s = "es" if verb.endswith(("s", "sh", "ch", "x", "o")) else "s"
    return {verb, verb + s, f"{stem}ed", f"{stem}ing"}


VERBS = frozenset(_IRREGULAR).union(*map(_forms, VERB_BASES))

# ---- behind a number

# Units that a number may be of.
UNITS = frozenset(
    """
    per percent cent percentage points point degrees km kilometres kilometers miles metres meters
    tonnes tons kg hectares acres ha km² m² litres liters gallons barrels bushels ounces megawatts
    gigawatts kilowatts mw gw kwh mwh doses shares square cubic metric years year months month weeks
    week days day hours hour minutes minute seconds dollars euros pounds cents
    """.split()
)
# Words that end the phrase of a number.
CLOSING = frozenset(
    """
    such of in on at by from to for with who whom whose which that and but or as is are was were be
    been being has have had do does did can will shall came come comes went go goes last this next
    these those year so far since until during before after while when where because a an each every
    apiece alone altogether together a.m p.m there here he she it they we you i the their its his
    her our not no never against among between into within without across along via yesterday today
    now already again then also both all said says according
    """.split()
)
# Nouns that are counted and are no plural of five letters.
NOUNS = frozenset(
    """
    men sons jobs cars days boys cats dogs guns bags beds eggs cows pigs kids laws fees tons votes
    buses ships boats cattle sheep aircraft fish deer people police staff personnel crew children
    women persons person man woman child youth teen home state city town village nation country
    percent remains feet teeth mice geese oxen trout salmon cod tuna shrimp squid grouse bison moose
    swine species series
    """.split()
)
# Adverbs before what is counted.
ADVERBS = frozenset(
    """
    mostly mainly newly recently formerly predominantly chiefly legally illegally officially
    previously currently annually yearly daily monthly weekly hourly only already early elderly new
    old young dead key male female black white poor rich live immediately forcibly finally formally
    later also then now nearby local federal tribal rural small large big adult wild
    red green blue brown yellow grey gray
    """.split()
)
# What may open an aside in brackets that leaves the number before it.
ASIDE = frozenset("including mostly among aged who which most them".split())
# Nouns right before the noun that is counted, which tell of what kind it is: "harvest workers".
KINDS = frozenset(
    """
    aid arms army assault asylum auto bank border bus business camp cancer cargo child city coal
    college computer construction court dock drug earthquake election embassy energy factory family
    farm ferry field fighter fire fishing flood foster fraud gang garment gas gold government guest
    harvest health hospital hostage hotel internet land migrant mine missile murder navy news
    newspaper office oil party patrol peace plantation power prison prisoner property radio rail
    rape refugee rescue rifle road school security ship state steel storm street student tank tax
    taxi telephone television textile town trade traffic transport truck union university village
    visa war water weapons youth apartment climate eviction housing insurance rent rental solar
    vaccine wind night day morning evening winter summer emergency ambulance
    """.split()
)
# Names that are too short to be told from an abbreviation.
SHORT_NAMES = frozenset(
    """
    US U.S. UK U.K. EU U.N. UN Thai Lao Cham Khmer Viet Iraq Irish Dutch Czech
    """.split()
)
PLURAL = re.compile(r"(?=.*[aeiouy])[a-z][a-z'’-]{3,}(?<!s)s")
ADJECTIVE = re.compile(
    r"(?=[a-z-]{5,})[a-z]+(?:-[a-z]+)*(?:ed|ing|al|ian|ese|ic|ous|ive|able|ible|ary|ory|ful|less|"
    r"ent|ant|en|er|(?<!l)y|born|old|age)"
)
PROPER = re.compile(r"[A-Z](?=[\w.'’-]*[aeiouyAEIOUY])[\w'’-]{3,}")
