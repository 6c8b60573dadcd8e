"""English words by class, and the frequent verbs with their irregular forms.

Closed classes are listed whole; the lists are this project's own, grown on real remarks.
"""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the words of a line as a set."""
    return frozenset(text.split())


DETERMINERS = words(
    "a an the this that these those some any every each another either both all half such "
    "enough several many much more most few less least fewer other own same"
)
NUMBERS = words(
    "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty "
    "seventy eighty ninety hundred thousand million zero"
)
POSSESSIVES = words("my our your his her its their whose")
SUBJECTS = words(
    "i we you he she it they there who someone somebody anyone anybody everyone everybody nobody "
    "noone people one nothing something everything anything none u"
)
OBJECTS = words(
    "me us him them myself ourselves yourself yourselves himself herself itself themselves"
)
BE = words("am is are was were be been being 's 'm 're isnt wasnt arent werent")
HAVE = words("have has had having 've")
DO = words("do does did")
MODALS = words("can could will would shall should may might must 'll 'd ca wo sha cannot ought")
NEGATIONS = words(
    "not n't never no nor neither nobody nothing none without cannot hardly barely noone nowhere"
)
PREPOSITIONS = words(
    "of in on at by for with from about into onto over under between through during against "
    "across behind beyond near off out up down per via towards toward within without around above "
    "below along among inside outside past throughout upon despite except regarding back away"
)
PARTICLES = words("out up down off back away through over in on along around together about")
COORDINATORS = words("and or but nor yet plus")
SUBORDINATORS = words(
    "because although though when whenever if unless while whilst since as after before until till "
    "than whether so where wherever whereas cos cause coz"
)
QUESTION_WORDS = words("what which how why when where who whom whose")
CONDITIONS = words(
    "if unless until till except than instead rather without whether nor wish hope stop avoid "
    "prevent prevents preventing stops stopping lack lacks refuse refuses refused deny denies "
    "denied fail fails failed hardly barely rarely seldom supposed pretend doubt like"
)
"""Words that put what follows into doubt or turn it round: no title begins in their reach."""

ADVERBS = words(
    "very too also just only still even ever always often sometimes usually again already soon now "
    "then here there once twice later earlier today tomorrow yesterday quite rather almost nearly "
    "maybe perhaps instead together well far long straight ahead apart anyway anywhere everywhere "
    "somewhere nowhere though however therefore otherwise else please really so yet enough tonight "
    "abroad online upstairs downstairs forever ago"
)
ADJECTIVES = words(
    "good bad better best worse worst new old long short late early slow quick fast quicker faster "
    "slower longer shorter earlier later high low higher lower hard easy easier harder difficult "
    "able unable available clear unclear clean dirty cold hot warm noisy quiet loud big small "
    "large little great poor rude kind nice happy unhappy sad angry busy full empty ready right "
    "wrong true false safe unsafe free expensive cheap cheaper cheapest important different "
    "difficult terrible awful horrible disgusting excellent perfect lovely friendly unfriendly "
    "polite impolite honest sure unsure certain likely unlikely aware unaware fair unfair equal "
    "ridiculous pointless useless helpful unhelpful necessary unnecessary essential vital correct "
    "incorrect complete incomplete missing possible impossible same whole entire main major minor "
    "public private local national foreign medical mental physical personal individual social "
    "economic financial annual daily weekly monthly constitutional qualified deserving innocent "
    "efficient pleasant professional caring attentive reassuring thorough brilliant fantastic "
    "amazing courteous welcoming knowledgeable sympathetic prompt punctual comfortable double "
    "spare broken urgent extra "
    "stressful frustrating frustrated disappointed disappointing confusing confused worried scared "
    "sick ill disabled elderly young older younger deaf blind alone separate several virtual"
)

# Frequent verbs that are seldom nouns.
VERBS = (
    "accept achieve add admit advise afford agree allow announce apologise apologize appear apply "
    "appreciate argue arrange arrive ask assume attend avoid become begin believe belong blame "
    "borrow bother bring build buy calculate cancel carry catch choose clarify collect come "
    "communicate compare complain complete concentrate confirm confuse connect consider contact "
    "continue convert create decide decline decrease define delete deliver deny depend deposit "
    "deserve destroy determine disagree disappear discharge discriminate discuss dismiss "
    "distribute divide eat eliminate enable encourage enjoy enroll enrol ensure enter establish "
    "examine exchange exist expect expire explain explore express extend fail feel feed fill find "
    "finish fix follow forbid force forget freeze gain gather get give go grow happen harm hate "
    "have hear help hide highlight hold hurt identify ignore imagine implement imply improve "
    "include "
    "increase inform insert insist install introduce invest invite involve issue join keep kill "
    "know lack learn leave lend let lie limit listen live locate log look lose lower make manage "
    "matter mean measure meet mention miss move need notice notify obtain occur offer open order "
    "organise organize owe own park pass pay perform persuade pick place plan play post prefer "
    "prepare prescribe press pretend prevent process produce prohibit promise promote protect "
    "prove provide pull punish purchase push put raise reach read realise realize receive "
    "recognise recognize recommend reduce refer refund refuse reject relate relax relieve remain "
    "remember remind remove rename renew repair repeat replace reply report represent require "
    "reschedule reset resolve respect respond rest restrict result return reverse ring rise roll "
    "ruin run save say schedule see seem sell send separate serve set settle share shout show "
    "sign sit sleep smoke solve sound speak speed spell spend stand start stay steal stick stop "
    "strip struggle study submit suffer suggest suit supply support suppose survive suspend swap "
    "switch take talk teach tell tend thank think threaten throw tip touch track train transfer "
    "translate travel treat trigger trust try turn type understand undermine update upgrade "
    "upload use value verify view violate visit wait wake walk want warn wash waste watch wear "
    "win wish withdraw wonder work worry write chase activate authenticate access affect bully "
    "call care cause change charge check cost deal delay demand doubt drive drop favor favour "
    "finance fly guess handle hope hurry kick lead link load love mind mix name pack phone email "
    "text queue rate rush score search sort stress swipe top trade bill book cook count cover "
    "cure cut date bear behave contribute dispense encounter escalate fight download fall focus "
    "function guarantee guide head impact integrate interact interfere interrupt judge label "
    "monitor neglect pause pester print proceed react rely sack scan sedate seek select shop "
    "shorten shut simplify stimulate strengthen suck tackle telephone tolerate upset vary "
    "volunteer weaken balance answer attempt benefit conform contradict cooperate correct crash "
    "abandon absorb abuse accelerate accompany accomplish accuse acknowledge acquire adapt adjust "
    "admire adopt advance advertise aim alert alter analyse analyze annoy anticipate approach "
    "approve assess assign assist associate assure attach attack attract authorise authorize "
    "await ban bear beat beg block blow boost bounce break breathe brush burn bypass capture "
    "celebrate challenge chat cheat chew claim clarify clean clear click climb close clutch "
    "coach combat combine comfort commit commute compensate compile comply conceal "
    "concern conclude conduct conflict congratulate conserve construct consult consume contain "
    "control convince cope copy cough crack criticise criticize cross crowd cry cycle damage "
    "dare deactivate debit decorate dedicate defend degrade delegate demonstrate dent describe "
    "design desire detect deter develop dial die diagnose differ diminish dine direct disable "
    "disconnect discourage discover display dispute disregard disrupt distract disturb document "
    "dodge double draft drag draw dress drink dry dump duplicate earn ease edit educate embarrass "
    "emphasise employ empower endanger enforce engage enhance enlarge entertain enrich equal "
    "equalise equalize equip erode evaluate exaggerate exceed exclude excuse execute exercise "
    "exhaust expand explode exploit export face facilitate fade fear fetch file flag flash flip "
    "float flood flow fold fool foster frustrate fuel fulfil fulfill garner generate glance "
    "govern grab grade grant greet guard hamper hand hang harass hate heal heat hesitate hinder "
    "hire hit host house hunt illustrate impair impede import impose impress incite inconvenience "
    "indicate infect influence inherit initiate injure inspect inspire instil intend intimidate "
    "invent investigate irritate isolate jeopardise joke jump justify knock land last laugh "
    "launch lay lean leave lessen level lift light list lock loosen maintain march mark match "
    "mess migrate misplace misread mistake mock moan mock motivate multiply mute narrow "
    "navigate negotiate obey object observe obstruct operate oppose outline overcharge overcome "
    "overlook overwhelm pad page paint participate patch peel perceive permit perpetuate phase "
    "photograph pile pin plead point pollute pop pour practise practice praise pray predict "
    "preserve prioritise prioritize proclaim profit program project pronounce propose "
    "prosecute publish pursue qualify question quit quote reactivate rebook recall recharge "
    "record recover recruit redirect redo refill reflect refresh register regret regulate "
    "reimburse reinforce release reload remark remedy rent reorder repay reserve retain retire "
    "retrieve reveal review revise reward ride rid risk rob rotate rub rule sacrifice scare "
    "scrap scratch screen scroll seat secure segregate separate sew shake shape shift shine shoot "
    "sing skip slide slow smell smile snap sneak snow soak soothe spare spark spill spin split "
    "spoil spot spread squeeze stabilise stabilize stack stagger stare state steer stifle "
    "stigmatise store strike strive stumble stunt subscribe substitute succeed sue sum supervise "
    "suppress surprise surround surrender sustain swallow swear sweep swell swim sync synchronise "
    "target taste tax tear tease terminate test thrive tidy tie tighten tire toss tour trace "
    "transform transmit transport trap triage trick trip trouble uncover undergo undo unblock "
    "unfreeze unlock unpack urge validate vanish vent vomit vote wander warm waive weigh welcome "
    "whisper widen wipe wire wrap yell yield revert"
)
# Verbs that are as often nouns: they count as verbs only where the words around them say so.
NOUN_VERBS = words(
    "access answer attempt balance bear benefit bill book call care cause change charge check cook "
    "cost count cover cure cut date deal delay demand deposit discharge doubt drive drop email "
    "exchange face favor favour finance focus force function gain guarantee guess guide hand harm "
    "head help hope hurry impact increase issue kick label lack lead lie limit link load love "
    "matter measure mind mix monitor move name need notice offer open order own park pass pause "
    "phone place plan play post press print process promise purchase push queue rate rest result "
    "return ring rise roll run rush sack scan schedule score search set shop show sign sleep smoke "
    "sort sound speed stand start stay stop stress strip study suit supply support swap "
    "switch talk telephone text tip top touch track trade train transfer travel treat trigger "
    "trust turn type update upgrade upload use value view visit volunteer wait wake walk wash "
    "waste watch win wish work worry fight fall report refund request contact experience respect "
    "share log train document display lower separate clean complete correct empty free "
    "list test time answer break reply record mean live close abuse advance aim alert approach "
    "attack ban beat block blow boost brush burn challenge chat claim click climb coach comfort "
    "commute concern conduct conflict control copy cough crack cross crowd cry cycle "
    "damage debit dent design desire dial direct display dispute document double draft drag draw "
    "dress drink dump duplicate ease employ equal exercise excuse experience exploit export fear "
    "file flag flash flip flood flow fold fool fuel grade grant guard hate heat hire hit host "
    "house hunt import inconvenience influence joke jump knock land last laugh launch level lift "
    "light lock march mark match mess mistake moan object outline pad page paint patch pile pin "
    "point pop practice praise profit program project question quote recall recharge refill "
    "regret release remark remedy rent reserve review reward ride risk rub rule sacrifice scare "
    "scrap scratch screen scroll seat secure shake shape shift shine slide slow smell smile snow "
    "spare spark spill spin split spot spread stack stare state store strike substitute sum "
    "surprise surround target taste tax tear tie tire tour trace transport trap triage trick trip "
    "trouble urge vent vote warm welcome wire wrap yield associate lay hand head"
)

IRREGULAR = (
    "become became become|begin began begun|break broke broken|bring brought brought|"
    "build built built|buy bought bought|catch caught caught|choose chose chosen|come came come|"
    "cost cost cost|cut cut cut|deal dealt dealt|drive drove driven|eat ate eaten|fall fell fallen|"
    "feed fed fed|feel felt felt|fight fought fought|find found found|fly flew flown|"
    "forbid forbade forbidden|forget forgot forgotten|freeze froze frozen|get got got|"
    "give gave given|go went gone|grow grew grown|have had had|hear heard heard|hide hid hidden|"
    "hold held held|hurt hurt hurt|keep kept kept|know knew known|lead led led|learn learnt learnt|"
    "leave left left|lend lent lent|let let let|lie lay lain|lose lost lost|make made made|"
    "mean meant meant|meet met met|pay paid paid|put put put|read read read|ring rang rung|"
    "rise rose risen|run ran run|say said said|see saw seen|seek sought sought|sell sold sold|"
    "send sent sent|set set set|show showed shown|shut shut shut|sit sat sat|sleep slept slept|"
    "speak spoke spoken|spend spent spent|stand stood stood|steal stole stolen|stick stuck stuck|"
    "take took taken|teach taught taught|tell told told|think thought thought|"
    "throw threw thrown|understand understood understood|upset upset upset|wake woke woken|"
    "wear wore worn|win won won|withdraw withdrew withdrawn|write wrote written|bear bore borne|"
    "spell spelt spelt|do did done|be was been"
)
DOUBLING = words(
    "admit cut drop forbid forget get let log plan put refer run set shop shut sit skip stop "
    "strip swap top begin win occur transfer reset step tip scan upset chat commit prefer cancel "
    "travel label control rub grab"
)
NOT_ING = words(
    "morning evening nothing something anything everything thing king string spring ceiling "
    "sibling "
    "ring bring sing wing during building meeting parking feeling banking clothing being housing"
)
NOT_ED = words("need feed speed bed red hundred seed indeed weed shed exceed proceed bleed med")
NOT_LY = words(
    "reply apply family only early supply july italy bully rely fly daily weekly elderly"
)

TRANSITIVE = words(
    "get give take make have has had bring send find keep put tell want wants need needs provide "
    "allow allows make makes made use uses lose lost reduce reduces cause causes create creates "
    "encourage encourages prevent prevents promote promotes include includes require requires "
    "receive received got buy bought pay see saw want wanted let lets help helps gave took kept "
    "brought sent found said say think thought know felt feel become becomes seem seems lack lacks"
)
"""Forms after which a clause is not over while words remain."""

FUNCTION_WORDS = (
    DETERMINERS
    | POSSESSIVES
    | SUBJECTS
    | OBJECTS
    | BE
    | HAVE
    | DO
    | MODALS
    | NEGATIONS
    | PREPOSITIONS
    | COORDINATORS
    | SUBORDINATORS
    | QUESTION_WORDS
    | ADVERBS
    | {"to", "am", "ok", "okay", "yes", "hi", "hello", "thanks", "etc"}
)
"""Words that carry no subject of their own: never a term, never weighed."""
