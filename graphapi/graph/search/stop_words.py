"""Words that say nothing about what a text is about, by language: articles, pronouns, and the like.

They tell the language of a text, and a search does not ask for them. They are folded, as the index
has them, and given here without accents.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graphapi.domain.words import fold

__all__ = ["ASKING", "STOP_WORDS"]

STOP_WORDS: Final[Mapping[str, frozenset[str]]] = {
    language: frozenset(map(fold, words.split()))
    for language, words in {
        "english": """
            a about after all also am an and any are as at be because been before being between both
            but by can cannot could d did do does doing don during each either else ever few for
            from further get gets had has have having he her here hers herself him himself his how i
            if in into is isn it its itself just let ll m may me might mine more most must my myself
            nor of on or other our ours ourselves out over own re s same shall she should so some
            such t than that the their theirs them themselves then there these they this those
            through to too under until upon ve very was wasn we were what when where whether
            which while who whom whose why will with would you your yours yourself yourselves
        """,
        "german": """
            aber als am an auch auf aus bei bis da das dass dem den denn der des die dies diese
            diesem diesen dieser dieses doch du durch ein eine einem einen einer eines er es euch
            fur haben hat hier ich ihr ihre ihrem ihren ihrer im in ist ja kann konnen man mehr mein
            mit nach nicht noch nur ob oder ohne sein seine seiner sich sie sind so uber um und uns
            unter vom von vor war was wegen weil wenn werden wie wir wird wurde wurden zu zum zur
            zwischen
        """,
        "french": """
            a alors apres au aussi aux avec avant c ce ces cet cette ceux comme d dans de depuis des
            deux donc du elle elles en encore entre est et ete etre eux fait il ils j je l la le les
            leur leurs lors lui m mais me meme mes moi mon n ne nos notre nous on ont ou par pas
            plus pour pourquoi qu quand que quel quelle qui quoi s sa sans se selon ses si son sont
            sous sur ta te tout tous toute toutes tu un une vers vos votre vous y
        """,
        "spanish": """
            al algo antes como con contra cual cuando de del desde donde dos durante e el ella ellas
            ellos en entre era es esa ese eso esta estan estas este esto estos fue ha han hasta hay
            la las le les lo los mas me mi muy nada ni no nos nuestro o otra otro para pero por
            porque que quien se sea segun ser si sin sobre son su sus tambien te tiene todo todos un
            una uno unos y ya yo
        """,
        "italian": """
            a ad ai al alla alle agli anche che chi ci come con contro cosa da dal dalla dalle degli
            dei del della delle dello di dopo dove e ed era essere gli ha hanno i il in io l la le
            lei lo loro lui ma mi mia mio ne nei nel nella nelle noi non nostro o per perche piu
            quale quando quanto quella quello questa queste questi questo se si sia sono su sua sue
            sui sul sulla suo tra tutti tutto un una uno
        """,
        "portuguese": """
            ao aos apos as ate com como da das de dela dele depois do dos e ela elas ele eles em
            entre era essa esse esta este eu foi ha isso isto ja lhe mais mas me mesmo meu minha
            muito na nao nas nem no nos nossa nosso num numa o os ou para pela pelas pelo pelos por
            porque qual quando que quem se sem ser seu seus sobre sua suas tambem tem um uma umas
            uns voce
        """,
        "dutch": """
            aan al als bij daar dan dat de deze die dit door een en er geen haar had heb hebben
            heeft het hij hoe hun ik in is ja je kan met mijn moet na naar niet nog nu of om omdat
            onder ons ook op over te tegen tot uit van veel voor want waren was wat we wel werd
            wordt worden zal ze zich zij zijn zo zou
        """,
        "swedish": """
            alla allt att av blev bli blir da de dem den denna deras dess det detta dig din du efter
            eller en ett fran for ha hade han hans har hon hur i icke inte jag kan kunde man med
            mellan men mig min mot mycket nar ni nu och om oss pa sa sin sina sitt ska skulle som
            till under upp ut utan var vara vi vid vilka
        """,
        "danish": """
            af alle at blev blive bliver da de dem den denne der deres det dette dig din du efter
            eller en end er et for fra ham han hans har havde hun hvad hvis hvor i ikke ind jeg kan
            man med meget men mig min mod ned nogle nu og om op os over pa sig sin skal skulle som
            til ud under var vi vil vaere
        """,
        "norwegian": """
            alle at av bare ble bli blir da de dem den denne der deres det dette du eller en er et
            etter for fra ha hadde han hans har hun hva hvis hvor hvordan i ikke jeg kan kunne man
            med meg men min mot noe noen na og om opp oss over pa seg sin skal som til ut var vare
            vi vil ville
        """,
        "finnish": """
            ei eivat en ette etta ettei han hanen he ja jo joka jos jotka joten kanssa kuin kun me
            mika missa mukaan mutta myos nama ne niin nyt oli olisi olivat olla on ovat pois se sen
            sita sina sitten taman tama tai tassa vain voi
        """,
        "hungarian": """
            a az azt azok be csak de egy el es ez ezt fel hanem hogy ha is kell ki lehet lesz meg
            mert mint minden mi most nagy ne nem nincs o ok olyan pedig sem szerint ugy utan vagy
            van vannak volt volna
        """,
        "romanian": """
            a ai al ale am ar are au ca cand care ce cel cu cum da dar de despre din dupa ea ei el
            este eu fi fost in insa intre la lor lui mai mult ne nu o pe pentru prin sa sau se si
            sunt un una unei unui va
        """,
        "turkish": """
            ama bir biz bu cok da daha de degil diye en gibi hem icin ile ise kadar ki mi mu nasil
            ne neden o olan olarak oldu on sonra su ve veya ya yani
        """,
        "russian": """
            а без был была были было быть в вам вас во вот все вы где да для до его ее если есть еще
            же за и из или им их к как когда которые который ли мы на над не него нет но о об однако
            он она они от по под при с так также то только том у уже чем что чтобы эта эти это этот
            я
        """,
        "greek": """
            αν απο για δεν ειναι εχει η ηταν θα και κατα με μετα να ο οι ομως οπως οτι που προς σε
            στα στη στην στις στο στον στους τα τη την της τι τις το τον του τους των ως
        """,
        "arabic": """
            ان او اي الى الذي التي بعد بين ثم حتى ذلك على عن عند في قد كان كانت كل كما لا لم لن ما
            مع من منذ هذا هذه هو هي و وفي ولا
        """,
    }.items()
}
"""By the name of the language, as Snowball has it."""

_ASKING: Final = """
    anybody anyone best better explain find finding good happen happened happens help know learn
    like look looking mean means much need needs please show tell thing things think understand use
    used using versus vs want way ways whats work works
"""

ASKING: Final = frozenset(_ASKING.split())
"""English words that questions have and articles about it need not: their absence costs little."""
