// Made by generate-month-names.py from the Unicode CLDR that Babel 2.19.0 has.

/// Names of months in all languages, in lower case, without the stop of an abbreviation.
enum MonthNames {
  /// Those of each month that mean it in every language, between bars.
  static let sure: [String] = [
    """
    1 ᠊ᠷ ᠰᠠᠷᠠ|1-kysa|1-kysã|1-р сар|1ky|1月|1월|aha|aharabata|am faoilleach|ama|amajjii|ayr|\
    a̱yr|bhi|bhimbidvwane|can|chanuari|chaykahday ha'imay|chi|chinero|cháykáhday ha'imay|\
    cio|ciongo|da schaner|dac|dal|de chinero|de gen|de gener|de genier|de genièr|de jena|\
    de jená|de xineru|de zen|de zena|de zenâ|dhen fhaoilleach|di ghjennaghju|dimɔ́di|\
    dundulenyi|dwe mar achiel|dyon|dzove|dzv|ean|eanair|eanáir|ene|enero|faoi|faoilleach|\
    ferikgong|fhaoilleach|fii loo|flo|fúngatɨ|fĩi loo|gen|gene|gener|genier|genièr|gennaio|\
    genver|gené|ger|ghe|ghennargiu|ghennàrgiu|ghj|ghjennaghju|gèr|hanuere|hashi' ammo'na'|\
    hut|hywan ayrnig|hywan a̱yrnig|hān|hānuere|ian|ianuali|ianuarie|ianuarii|ianuarius|imb|\
    iməg mbegtug|inn|innayr|ion|ionawr|j-guer|jaan|jaanuar|janaayo|janabari|janairu|janar|\
    janeiro|janeiru|janer|janeru|janeware|janewoore|jannaayo|jannar|janner|jannewa|\
    jannewaris|janoary|januaar|januaari|januaarip|januali|januar|januara|januare|januari|\
    januarie|januario|januaro|january|januarĩ|januer|janueri|januwale|januwari|január|\
    januára|janv|janvaris|janvars|janvier|janvāris|janwaliyo|janwari|janyuwari|janúar|\
    jasytei|jasyteĩ|jen|jena|jenaro|jenner|jenuari|jenuwari|jená|jenụwarị|jerrey-geuree|jin|\
    jinnaru|juw|jän|jänner|jén|jénúári|kbz|kii|kingal idas|kɔn|kɔndɔŋ|kʉfúngatɨ|lapa le obo|\
    led|leden|ledna|m01|m1|mbe|mbegtug|mga|mis genver|mori ghwa imbiri|mugaa|mul|mulgul|mup|\
    mupalangulwa|mut|mutarama|mwai wa mbee|mwedi ntandi|mweri wa kwanza|mweri wa mbere|\
    mweri wo kwanza|mũgaa|nab'e ik'|nawh|ndi|ndira|nduŋmbi saŋ|ndwenit|ndzɔ̀ŋɔ̀nùm|ng1|\
    ngwɛn matáhra|ngɔn osú|num|nyenye|nzero|nùm|o.1|obo|oca|ocak|okwokubanza|oladalʉ́|orara|\
    oshù shɛ́rɛ́|osu sere|ođđajagemánnu|ođđj|oṣù ṣẹ́rẹ́|pa mwedzi gwa hutala|pamba|pen dyon|\
    phando|phe|pherekgong|pikitikitie, ooli u kutuan|pikítíkítie, oólí ú kutúan|pusu|\
    pusu lenju|qun|qunxa garablu|rag|rags|rbn|rebendan|rvfo cuse|rêbendan|sa|sam|samwiyee|\
    san|sanuali|sanvie|sanza ya yambo|saus|sausio|sausis|saŋ tsetsɛ̀ɛ lùm|schan|schaner|\
    sginer|sii|siilo|sij|sijecanj|sijecnja|siječanj|siječnja|sty|styczen|styczeń|stycznia|\
    styczyn|styczyń|sunguti|sánzá ya yambo|sān|sānuali|tammi|tammikuu|tammikuuta|\
    tenpo mun #1|thang 1|thg 1|tháng 1|tiop|tiop thar pɛt|tutad|tutadidi|urt|urtarrila|uđiv|\
    uđđâivemáánu|wiothehika wi|wiótheȟika wí|xan|xaneiro|xb'een po|xin|xineru|yanuari|yanul|\
    yanvar|yanwar|yanüari|ye|yen|yennayer|yepe|yepé|zan|zanvie|zanwiye|zanwuye|zen|zena|\
    zenar|zenâ|zenâr|zib|zibandlela|zwat juwung|ýan|ýanwar|ŋ1|ŋwíí a ntɔ́ntɔ|žan|žanwiye|\
    ǃkhanni|ɔpɛpɔn|ɩjikawǝrka kaŋɔrɔ|ιαν|ιανουάριος|ιανουαρίου|ажь|ажьырныҳəа|гыйн|гыйнвар|\
    кӑр|кӑрлач|нэгдүгээр сар|нэгэдүгээр һара|сту|студзень|студзеня|січ|січень|січня|тохс|\
    тохсунньу|щылэмаз|щылэмазэм|щӏышылэ|щӏышылэм|якш|якшамков|янв|январ|январы|январь|\
    января|яну|януари|і҆аннꙋа́рїа|і҆аннꙋа́рїй|і҆аⷩ҇|јан|јанвар|јануар|јануари|ғин|ғинуар|\
    қаң|қаңтар|հնվ|հունվար|հունվարի|בינו'|בינואר|יאַנ|יאַנואַר|ינו'|ינואר|جانفي|جانواري|\
    جانڤیە|جن|جنو|جنوري|جنوری|جَن|جَنَيْرُ|قاڭتار|كانون التاني|كانون الثاني|يانۋار|يناير|\
    ژانویه|کانوونی دووەم|ܟܢܘܢ ܐܚܪܝܐ|ܟܢܘܢ ܒ|ߓߌ߲ߠ|ߓߌ߲ߠߊߥߎߟߋ߲|जन|जनवरी|जनवरीमासः|जान|जानुवारी|\
    जाने|जानेवारी|पुसु|पुसु लेञ्जु|জন|জনুৱারী|জানু|জানুয়ারি|জানুৱারি|জানুৱাৰী|ਜਨ|ਜਨਵਰੀ|\
    જાન્યુ|જાન્યુઆરી|ଜାନୁଆରୀ|ପୁସୁ|ପୁସୁ ଲେଞ୍ଜୁ|ஜன|ஜனவரி|జన|జనవరి|మాగ|ಜನ|ಜನವರಿ|ജനു|ജനുവരി|\
    දුරුතු|ม.ค|มกราคม|ມ.ກ|ມັງກອນ|ཟླ་1|ཟླ་དངཔ་|ཟླ་བ་དང་པོ|ཟླ་བ་དང་པོ་|སྤྱི་ཟླ་དངཔ་|ဇန်|\
    ဇန်နဝါရီ|ၸၼ်ႇ|ၸၼ်ႇဝႃႇရီႇ|იან|იანვარი|ልደት|ልደትሪ|ጃን|ጃንዋሪ|ጃንዩ|ጃንዩወሪ|ጠሐረ|ጥሪ|ᐅᒉᒥᑮᓯᑳᐏᐲᓯᒼ|ᔭᓐᓄᐊᓕ|\
    មករា|ᠨᠢᠭᠡᠳᠥᠭᠡᠷ ᠰᠠᠷᠠ|ᱡᱟᱱ|ᱡᱟᱱᱣᱟᱨᱤ|ⲓ̅ⲁ̅ⲛ̅|ⲓⲁⲛⲟⲩⲁ̀ⲣⲓⲟⲥ|ⵉⵏⵏ|ⵉⵏⵏⴰⵢⵔ|一月|ꋍꆪ|ꖨꖕ ꕪꕴ ꔞꔀꕮꕊ|ꖨꖕꔞ|ꭴꮓ|\
    ꭴꮓꮈꮤꮕ|𐐾𐐰𐑌|𐐾𐐰𐑌𐐷𐐭𐐯𐑉𐐨|𐑡𐑨|𐑡𐑨𐑙𐑘𐑭𐑢𐑺𐑰|𐑡𐑨𐑯|𐑡𐑨𐑯𐑿𐑼𐑦|𐓨𐓣͘𐓪͘𐓬𐓘 𐓬𐓘𐓡𐓛͘𐓧𐓟|𐓬𐓘𐓡𐓛͘𐓧𐓟|𑄎𑄚𑄪|𑄎𑄚𑄪𑄠𑄢𑄨|𞄆𞄬|𞤧𞤭𞥅𞤤|\
    𞤧𞤭𞥅𞤤𞤮
    """,
    """
    2 ᠊ᠷ ᠰᠠᠷᠠ|2-kysa|2-kysã|2-р сар|2ky|2月|2월|ahw|an gearran|arat|ará|arát|a̱hw|baa|brayr|\
    bṛa|bṛayṛ|c'hwe|c'hwevrer|chw|chwef|chwefror|cla|cokcwaklaŋne|col|colte|da favrer|dar|\
    de febr|de febrer|de febrero|de febreru|de febrier|de febrièr|de fora|de forá|de fre|\
    de freva|de frevâ|dha idas|dhen ghearran|dhi|di ferraghju|dwe mar ariyo|dzd|dzodze|fab|\
    fabrowa|faburairu|favr|favrer|fbl|fe|feabh|feabhra|feb|febbraio|febereware|febirie|\
    febluali|febr|febraayo|febraro|febrayer|febreiro|febrer|febrero|febreru|febrewaris|\
    febrewoore|febrier|febrièr|febroary|februaar|februaari|februaarip|februar|februara|\
    februari|februarie|februarii|februario|februaris|februarius|februaro|februars|february|\
    februer|februeri|februwari|február|februára|februāris|febrúar|febrüari|febrụwarị|\
    febuare|febuari|febul|febuluwale|feburari|feburuari|feburuarĩ|feburuye|febwaliyo|fee|\
    feewiriye|fep|fepueli|ferraghju|ferve|fev|fevereiro|fevereiru|fevr|fevral|fevrar|\
    fevreiro|fevrer|fevrier|fevriye|fevrâr|few|fewral|fewriyee|fora|forá|fra|frar|fre|\
    freargiu|freva|frevâ|freàrgiu|fri|frivaru|fulundigi|fulundïgi|fur|furar|fuṛar|fäb|\
    fäbrowa|fébirie|fév|févr|février|fërvé|fēp|fēpueli|fẹ́b|fẹ́búári|gas|gashyantare|gearr|\
    gearran|ghearran|guov|guovvamannu|guovvamánnu|gur|guraandhala|hashi' atoklo'|helmi|\
    helmikuu|helmikuuta|hereuer|hereuèr|hlakola|hmy|hmypi|hor|hornig|hotvle hvse|hwe|\
    hwevrer|hywan ahwa|hywan a̱hwa|imeg abubi|imeg àbùbì|indlovana|jasykoi|jasykõi|kai|kbr|\
    kudo|kuk|kukadzi|kuova|kuovamaanu|kuovâ|kuovâmáánu|kɨz|kʉnaanɨ|lapa le waare|luh|luhuhi|\
    luishi|lutego|luty|lùishi|lɛbɛrɛbɛrɛ|m02|m2|maha|maha lenju|mge|mis hwevrer|mk|\
    mori ghwa kawi|mugetho|muk|mukui|mukũi|mwai wa keli|mwai wa kelĩ|mwedi wa pili|\
    mweri wa kaili|mweri wa kairi|mweri wa kaĩri|mweri wo unayeli|mwi|mwitope|màcɛ̂l|\
    mũgetho|naanɨ|nah|ndwenngeih|ndzɔ̀ŋɔ̀kɨ̀zùʔ|ng'atyaato|ng2|ngat|ngwɛn ńmba|ngɔn bɛ̌|\
    nhlo|nhlolanja|nyenyenyani|o.2|ofl|oflɔ|okwakabiri|omuk|oshu erele|oshù èrèlè|osu erele|\
    otsaila|oṣù èrèlè|pa mwedzi gwa wuvili|par|parwari|peb|pebrero|pebruari|pen ba'a|pep|\
    pepeluali|pepuere|pèb|pèbruari|péb|pébruari|pēp|pēpuere|pɛsaŋ pɛ́pá|pɛt|ruhuhuma|\
    sanza ya mibale|saŋ kàg ngwóŋ|sbt|shk|shkurt|sibat|siɛyɛ́, oóli ú kándíɛ|sub|subat|swi|\
    sánzá ya míbalé|t-arree|tenpo mun #2|thang 2|thg 2|thiyóȟeyuŋka wí|tháng 2|tlh|tlhakole|\
    toshiaght-arree|tsahkapbi'|tsahkápbi'|tutam|tutamkule|tutamǩule|ufeberbari|ukab' ik'|\
    una|uno|unor|unora|van|vas|vasario|vasaris|veebr|veebruar|velj|veljaca|veljace|veljača|\
    veljače|vil|waa|wanja|was|wassarins|xkab' po|yebrayer|zwat swiyang|úno|únor|února|ŋ2|\
    ŋgɔn|ŋgɔndɛ|ŋwíí akǝ bɛ́ɛ|şub|şubat|ǃkhanǀgôab|ɔgyefoɔ|ɩjikpaka kaŋɔrɔ|φεβ|φεβρουάριος|\
    φεβρουαρίου|ақп|ақпан|дав|даволков|жəаб|жəабран|лют|лютага|лютий|лютого|люты|мазае|\
    мазаем|мэзаем|мэзай|нар|нарӑс|олун|олунньу|феб|фебруар|фев|февр|феврал|февралы|февраль|\
    февраля|февруари|феврꙋа́рїа|феврꙋа́рїй|феⷡ҇|хоёрдугаар сар|хоёрдугаар һара|փետրվար|\
    փետրվարի|փտվ|בפבר'|בפברואר|פֿעב|פֿעברואַר|פבר'|פברואר|اقپان|شباط|شوبات|فئڤریە|فبر|\
    فبراير|فبروري|فبروری|فروری|فوریه|فيبروري|فيبواري|فيفري|فېبروري|فېۋرال|پر|پروری|ڢَب|\
    ڢَبْرَيْرُ|ܫܒܛ|ߞߏ߲ߞ|ߞߏ߲ߞߏߜߍ|फर|फरवरी|फरवरीमासः|फ़र|फ़रवरी|फेब|फेबरवरी|फेब्रु|फेब्रुअरी|\
    फेब्रुवारी|फेब्रूवारी|माहा|माहाका लेञ्जु|ফেব|ফেব্রু|ফেব্রুয়ারি|ফেব্রুৱারি|ফেব্ৰু|\
    ফেব্ৰুৱাৰী|ਫ਼ਰ|ਫ਼ਰਵਰੀ|ફેબ્રુ|ફેબ્રુઆરી|ଫେବୃଆରୀ|ମାହା|ମାହାକା ଲେଞ୍ଜୁ|பிப்|பிப்ரவரி|గుండు|\
    ఫిబ్ర|ఫిబ్రవరి|ಫೆಬ್ರ|ಫೆಬ್ರವರಿ|ഫെബ്രു|ഫെബ്രുവരി|නවම්|ก.พ|กุมภาพันธ์|ກ.ພ|ກຸມພາ|ཟླ་2|\
    ཟླ་གཉིས་པ་|ཟླ་བ་གཉིས་པ|ཟླ་བ་གཉིས་པ་|སྤྱི་ཟླ་གཉིས་པ་|ဖေ|ဖေဖော်ဝါရီ|ၾႅပ်ႇ|ၾႅပ်ႇဝႃႇရီႇ|თებ|\
    თებერვალი|ለካ|ለካቲት|ከተተ|ካብኽ|ካብኽብቲ|ፌብ|ፌብሩ|ፌብሩወሪ|ፌብሩዋሪ|ᐸᐚᐦᒐᑭᓇᓰᐢ|ᕕᕝᕗᐊᓕ|កុម្ភៈ|\
    ᠬᠣᠶᠠᠳᠣᠭᠠᠷ ᠰᠠᠷ ᠠ|ᱯᱷᱟ|ᱯᱷᱟᱨᱣᱟᱨᱤ|ⲫ̅ⲉ̅ⲃ̅|ⲫⲉⲃⲣⲟⲩⲁ̀ⲣⲓⲟⲥ|ⴱⵕⴰ|ⴱⵕⴰⵢⵕ|二月|ꑍꆪ|ꕒꕡ|ꕒꕡꖝꖕ|ꭷꭶ|ꭷꭶꮅ|𐑁𐐯𐐺|\
    𐑁𐐯𐐺𐑉𐐭𐐯𐑉𐐨|𐑓𐑧|𐑓𐑧𐑚|𐑓𐑧𐑚𐑘𐑵𐑢𐑺𐑰|𐑓𐑧𐑚𐑮𐑵𐑼𐑦|𐓨𐓣͘𐓪͘𐓬𐓘 𐓷𐓟𐓵𐓪͘𐓬𐓘|𐓵𐓪͘𐓬𐓘|𑄜𑄬𑄛𑄴|𑄜𑄬𑄛𑄴𑄝𑄳𑄢𑄪𑄠𑄢𑄨|𞄛𞄨𞄱𞄄𞄤𞄲𞄨|𞤷𞤮𞤤|\
    𞤷𞤮𞤤𞤼𞤮
    """,
    """
    3-kysa|3-kysã|3-р сар|3ky|3᠊ᠷ ᠰᠠᠷᠠ|3月|3월|adar|adr|am mart|am màrt|arɛ́cika kaŋɔrɔ|atat|\
    a̱ta|bitootessa|bre|brezen|brezna|bře|březen|března|ci|cig|ciggilta kudo|cki|cokcwaklii|\
    da mars|dad|dat|de mar|de marc|de marso|de marzo|de marzu|de març|de merz|dhen mhart|\
    dhen mhàrt|di marzu|duɔ̱ɔ̱|duɔ̱ɔ̱ŋ|dwe mar adek|hashi' atochchi'na'|hashi' atochchí'na'|\
    hlakubele|hlb|hywan atat|hywan a̱tat|imeg mbəŋchubi|indlovu-lenkhulu|ištáwičhayazaŋ wí|\
    jasyapy|kad|kat|keenda|kh|kihu|kiptaamo|kov|kovas|kovo|kst|ktũ|kul|kurume|kĩhu|kʉkeenda|\
    lapa le okuni|linlinyi|lus|lusolo|lusòlo|m03|m3|maachi|maachị|maalis|maaliskuu|\
    maaliskuuta|maarso|maart|maarts|maaz|mach|machi|maehe|maerz|mal|malaki|malichi|marc|\
    marca|march|marcius|marco|marec|maret|maris|marisi|mars|marsi|marsip|marso|marsu|mart|\
    marta|marte|marti|martie|martii|martio|martius|marto|marts|martsa|martxoa|martzu|mart̆|\
    mart̆i|marz|marze|marzec|marzo|marzu|març|março|mashi|matshe|matshi|matumb|matšhe|\
    mawrth|mayrnt|mazul|maʻa|maʻasi|maṛ|maṛṣ|mba|mbangu|mbimbitho|mbiyɔ mɛndoŋgɔ|mbo|mbooy|\
    mbä|mbängü|mer|merc|merca|merz|meu|meur|meurth|meurzh|meɣ|meɣres|mhart|mhàrt|mis meurth|\
    mop|mopitlo|mori ghwa kadadu|mrt|mrz|ms|msh|msi|musapiri|musapíri|mushende|\
    mwai wa katatu|mwai wa katatũ|mwedi wa tatu|mweri wa katatu|mweri wa kathatu|\
    mweri wa kathatũ|mweri wo uneraru|màrt|màtùmb|már|márc|márch|március|márta|mäe|mäerz|\
    mär|märts|märz|märze|mäz|mäzul|määz|māe|māehe|měr|měrc|měrca|ndwensam|ndzɔ̀ŋɔ̀tɨ̀dʉ̀ghà|\
    ng3|ngl|ngwɛn ńlal|ngɔn lála|njuhca|njuhcamaanu|njuhčâ|njuhčâmáánu|njuk|njukcamannu|\
    njukčamánnu|ntwarante|nyenyankulu|o.3|okwakashatu|okwamg'|oshù ɛrɛ̀nà|osu erena|\
    otsokrikri|ozu|ozujak|ozujka|ožu|ožujak|ožujka|oṣù ẹrẹ̀nà|pa mwedzi gwa wudatu|pagu|\
    pagu lenju|pam|pamih|pen atat|pul|pulis|pūl|pūlis|pɛsaŋ pɛ́tát|rox po|sanza ya misato|\
    saŋ lepyè shúm|sánzá ya mísáto|sɔŋ|sɔŋɛ|tasahcuce|ted|tedoxe|tenpo mun #3|thafamuhwe|\
    thang 3|thf|thg 3|tháng 3|tri|tru idas|tsa|tɨd|umatjhi|urox ik'|vol|wanit|wer|werurwe|\
    wánit|zwat tsat|ŋ3|ŋwíí akǝ ráá|ǀkhuuǁkhâb|ɔbɛnem|ɔnsúmbɔl, oóli ú kátátúɛ|ɔɛn|\
    ɔɛnɨ́ɔɨŋɔk|μάρ|μάρτιος|μαρ|μαρτίου|бер|березень|березня|гуравдугаар сар|\
    гурбадугаар һара|гъатхэпэ|гъатхэпэм|гъэтхапэ|гъэтхапэм|клн|кулун тутар|ма́рта|ма́ртъ|\
    мар|март|марта|мартъи|мартъийы|маⷬ҇|нау|наурыз|пуш|сак|сакавік|сакавіка|хəажəкыра|хəажә|\
    эйз|эйзюрков|մարտ|մարտի|մրտ|במרץ|מערץ|מרץ|آذار|أذار|ئازار|مار|مارت|مارس|مارچ|مَر|مَرِسْ|\
    مچ|ناۋرىز|ܐܕܪ|ߕߙߊ|ߕߙߊߓߊ|पागु|पागुणी लेञ्जु|मार्च|मार्चमासः|मार्चु|মার|মার্চ|মাৰ্চ|ਮਾਰਚ|\
    માર્ચ|ପାଗୁ|ପାଗୁଣି ଲେଞ୍ଜୁ|ମାର୍ଚ୍ଚ|மார்|மார்ச்|మార్చి|హిరెఇ|ಮಾರ್ಚ್|മാർ|മാർച്ച്|මැදින්|\
    มี.ค|มีนาคม|ມ.ນ|ມີນາ|ཟླ་3|ཟླ་གསུམ་པ་|ཟླ་བ་གསུམ་པ|ཟླ་བ་གསུམ་པ་|སྤྱི་ཟླ་གསུམ་པ་|မတ်|\
    မၢတ်ႉၶျ်|მარ|მარტი|መገበ|መጋ|መጋቢት|ማርች|ክብላ|ᒥᑭᓯᐏᐲᓯᒼ|ᒫᑦᓯ|មីនា|ᠭᠣᠷᠪᠡᠳᠣᠭᠠᠷ ᠰᠠᠷ ᠠ|ᱢᱟᱨ|ᱢᱟᱨᱪ|\
    ṱhafamuhwe|ṱhf|ⲙ̅ⲁ̅ⲣ̅|ⲙⲁⲣⲧⲟⲥ|ⵎⴰⵕ|ⵎⴰⵕⵚ|三月|ꌕꆪ|ꕾꖺ|ꭰꮕ|ꭰꮕᏹ|𐑋𐐪𐑉|𐑋𐐪𐑉𐐽|𐑥𐑸|𐑥𐑸𐑗|𐓨𐓣͘𐓪͘𐓬𐓘 𐓷𐓟𐓵𐓘𐓜𐓣|\
    𐓵𐓘𐓜𐓣|𑄟𑄢𑄴𑄌𑄧|𞄒𞄫𞄰𞄒𞄪𞄱|𞤲𞤦𞤮𞥅𞤴|𞤲𞤦𞤮𞥅𞤴𞤮
    """,
    """
    4 ᠊ᠷ ᠰᠠᠷᠠ|4-kysa|4-kysã|4-р сар|4ky|4月|4월|ab|abr|abrell|abriil|abril|abrile|abrille|\
    abriu|abrëll|aburil|abɛibe|afi|afirilu|afɔ|afɔfĩe|agd|agda baxis|aib|aibrean|aibreán|\
    an giblean|anas|ape|aperira|api|apirila|apiriri|apl|aplili|apo|aporele|apr|aprel|aprell|\
    aprels|apreļs|apri|apriili|apriilip|april|aprila|aprile|aprili|aprilie|aprilis|aprill|\
    aprilo|aprily|aprilyi|apryl|apryla|aprél|apríl|apríla|aprīlis|apu|apuli|ap̌ri|ap̌rili|\
    arv|arvi|arvî|auri|aurí|averil|avr|avrigl|avril|avrril|avrîl|awi|awiril|awirili|awr|\
    awril|a̱na|bal|balandis|balandzio|balandžio|che|cuo|cuoŋ|cuoŋománnu|cuáŋui|cuáŋuimáánu|\
    d'abr|d'abril|d'aprile|d'arv|d'arvi|d'arvî|d'auri|d'aurí|d'avrigl|dan|dhen ghiblean|diɓ|\
    diɓáɓá|doy|dub|duben|dubna|dun|dwe mar ang'wen|dzi|dzivamisoko|ebr|ebrel|ebrill|eebila|\
    elb|eph|ephreli|epr|epreel|eprel|epreli|epreo|epril|epu|epulo|fii marfoo|fmf|fĩi marfoo|\
    ghiblean|gibl|giblean|guak|hashnihti'ti'|hire|hire lenju|huhti|huhtikuu|huhtikuuta|\
    hywan anaai|hywan a̱naai|háshnihti'ti'|ibr|ibrir|id|iiplal|ikumi|ikúmi|iməg ngwə̀t|ipu|\
    ipuru|irudi|irũdí|iwo|iwootkuut|jasyrundy|kkn|kub|kubvumbi|kwi|kwiecien|kwiecień|\
    kwieciyn|kwieciyń|kwietnia|kwiikumi|lam|lambamai|lambɛ|lapa le ong'wan|m04|m4|mab|\
    mabasa|mata|matop|mesiŋ, oóli ú kénie|mis ebrel|mme|mmesa|moranang|mori ghwa kana|mto|\
    mun|munyi|muth|muthatu|muu|muuya|mwai wa kana|mwedi wa nchechi|mweri wa kaana|\
    mweri wa kana|mweri wo unecheshe|màtop|mùuyà|mũth|mũthatũ|ndamukiza|ndwenseiq|\
    ndzɔ̀ŋɔ̀tǎafʉ̄ghā|ng4|ngn|ngu|ngubue|ngubùe|ngwɛn ńna|ngɔn nyina|nis|nisan|\
    njɩbɔ nɖʊka kaŋɔrɔ|nsn|nyɔlɔmbɔŋgɔ|nîsan|o.4|odung'el|oforisuo|okwakana|\
    olodoyiorie inkokua|olodoyíóríê inkókúâ|ong|oshu igbe|oshù ìgbé|osu igbe|oṣù ìgbé|\
    pa mwedzi gwa wutai|pach|pachawh|pen anas|phezitho wi|pri|prill|prilul|prl|pȟežítȟo wí|\
    pɛsaŋ pɛ́nɛ́kwa|sak|sakkis|sanza ya minei|saŋ cÿó|seeɗto|spat idas|spi|sánzá ya mínei|\
    tai|tasahce rakko|tenpo mun #4|thang 4|thg 4|tháng 4|tra|travanj|travnja|u-apreli|\
    ukaj ik'|xkaa po|yebril|yebrir|zwat nyai|ápr|április|épr|éprel|āpe|āperira|ĩpu|ĩpurũ|ŋ4|\
    ŋwíí akǝ nin|ǃhôaǂkhaib|ɖʊ|ʻap|ʻapelila|ʻepe|ʻepeleli|απρ|απρίλιος|απριλίου|ака|апр|\
    апрел|апрелы|апрель|апреля|април|а҆прі́ллїа|а҆прі́ллїй|а҆пⷬ҇|дүрбэдүгээр һара|\
    дөрөвдүгээр сар|квіт|квітень|квітня|кра|красавік|красавіка|мсу|муус устар|мш|мшаԥы|\
    мэлыжьыхь|мэлыжьыхьэм|мэлылъфэгъу|мэлылъфэгъум|сәу|сәуір|чад|чадыков|ապր|ապրիլ|ապրիլի|\
    אַפּר|אַפּריל|אפר'|אפריל|באפר'|באפריל|ءساۋىر|آوریل|آڤریل|أبريل|أفريل|أَڢْر|أَڢْرِلُ|\
    إبريل|ئاپرېل|اپر|اپريل|اپریل|اپرێل|اڤريل|نيسان|نیسان|ܢܝܣܢ|ߞߏ߲ߘ|ߞߏ߲ߞߏߘߌ߬ߓߌ|अप्रिल|अप्रेल|\
    अप्रै|अप्रैल|अप्रैलमासः|एप्रि|एप्रिल|एप्री|एप्रील|हिरे लेञ्जु|हिर्रे|এপ্রি|এপ্রিল|\
    এপ্ৰিল|ਅਪ੍ਰੈ|ਅਪ੍ਰੈਲ|એપ્રિલ|ଅପ୍ରେଲ|ହିରେ|ହିରେ ଲେଞ୍ଜୁ|ஏப்|ஏப்ரல்|ఏప్రి|ఏప్రిల్|బెసెకి|\
    ಏಪ್ರಿ|ಏಪ್ರಿಲ್|ഏപ്രി|ഏപ്രിൽ|බක්|เม.ย|เมษายน|ມ.ສ|ເມສາ|ཟླ་4|ཟླ་བ་བཞི་པ|ཟླ་བ་བཞི་པ་|\
    ཟླ་བཞི་པ་|སྤྱི་ཟླ་བཞི་པ|ဢေႇ|ဢေႇပရႄႇ|ဧ|ဧပြီ|აპრ|აპრილი|ሚያ|ሚያዝያ|አኀዘ|ኤፕረ|ኤፕረል|ኤፕሪ|ኤፕሪል|ፋጅኺ|\
    ፋጅኺሪ|ᐊᐃᑉᐳᓗ|ᓂᐢᑭᐲᓯᒼ|មេសា|ᠳᠥᠷᠪᠡᠳᠥᠭᠡᠷ ᠰᠠᠷᠠ|ᱟᱯᱨ|ᱟᱯᱨᱮᱞ|ⲁ̀ⲡⲣⲓⲗⲓⲟⲥ|ⲁ̅ⲡ̅ⲣ̅|ⵉⴱⵔ|ⵉⴱⵔⵉⵔ|四月|ꇖꆪ|ꖢꖕ|ꭷꮼ|\
    ꭷꮼꮒ|𐐩𐐹𐑉|𐐩𐐹𐑉𐐮𐑊|𐑱𐑐|𐑱𐑐𐑮|𐑱𐑐𐑮𐑩𐑤|𐑱𐑐𐑮𐑭𐑤|𐓨𐓣͘𐓪͘𐓬𐓘 𐓷𐓟𐓰𐓪𐓬𐓘|𐓰𐓪𐓬𐓘|𑄃𑄬𑄛𑄳𑄢𑄨𑄣𑄴|𞄤𞄨𞄱|𞤧𞤫𞥅𞤼|𞤧𞤫𞥅𞤼𞤮
    """,
    """
    5 ᠊ᠷ ᠰᠠᠷᠠ|5-kysa|5-kysã|5-р сар|5ky|5月|5월|acafʊnɖuka kaŋɔrɔ|agb|agbiɛnaa|an ceitean|\
    an cèitean|apf|atyo|a̱pf|beal|bealtaine|bel|belawu|bese|bese lenju|boaldyn|bêl|bêläwü|\
    caamsaa|cam|cax|caxah alsa|ceit|ceitean|cheitean|chivabvu|chv|chèitean|cèit|cèitean|\
    da matg|dah|dam|dame|de ma|de mai|de maig|de mayo|de mayu|de maz|de mazzo|dhen cheitean|\
    dhen chèitean|di maghju|dua|duat|duu|duujal|duä|duät|dwe mar abich|emiasele|\
    ensil, oóli ú kátánuɛ|figui-figui|geg|geguze|geguzes|gegužė|gegužės|gic|gicurasi|gln|\
    gulan|han|hashnih ha'imay|hywan apfwon|hywan a̱pfwon|háshnih ha'imay|ime|iməg fog|\
    inkhwekhweti|inyambala|jasypo|ke hvse|ktn|kve|kveten|kvetna|kvě|květen|května|\
    kwiinyambala|kwiinyambála|kɔtɔnimma|lapa le imet|lep|lum|lumungulu|lumùngùlù|lép|m05|m5|\
    maai|maaie|maaji|maajip|maayi|maayo|madǝǝuutǝbijaŋ|mae|mag|magg|maggio|maghju|maiatza|\
    maig|maii|maijs|maio|maiu|maius|maj|maja|majo|majs|maju|majus|mamuut|masg|matg|mayisi|\
    mayo|mayu|mayul|mayyu|mayıs|maz|mazzo|maí|maý|me|mee|mei|meije|mej|meja|meje|mejju|mey|\
    meyi|mgnj|mies|miessemannu|miessemánnu|mih|mii|mis me|moja|mori ghwa kasanu|mot|\
    motsheanong|motsheganong|mpu|mudyaxihi|mugiranjara|mushende magali|mwai wa katano|\
    mwedi wa nnyano|mweri wa gatano|mweri wa tanu|mweri wo unethanu|máj|mája|május|méi|mē|\
    mĩĩ|mũgiranjara|mũgĩranjara|mɔnɔ ŋgbanja|mɛ|m̀puyɛ|ndwenngux|ndzɔ̀ŋèsèe|ng5|ngt|\
    ngwɛn ńtan|ngɔn tána|nkh|nkw|nkwenkwezi|o.5|okwakataana|oloilepunyie inkokua|\
    oloilépūnyīē inkókúâ|omaruk|oshù ɛ̀bibi|osu ebibi|oṣù ẹ̀bibi|pa mwedzi gwa wuhanu|pat|\
    pato|patô|pen atyon|pu|pú|pɛsaŋ pataa|rii|rima idas|ro' po|rusama|sanza ya mitano|\
    saŋ tsɛ̀ɛ cÿó|shu|shundunthule|svi|svibanj|svibnja|sánzá ya mítáno|tenpo mun #5|thang 5|\
    thg 5|tháng 5|touko|toukokuu|toukokuuta|tsw|uro' ik'|vyesi|vyesimaanu|vyesimáánu|zal|\
    zallaws|zwat tswon|čhaŋwápetȟo wí|ŋ5|ŋwíí akǝ táan|ǃkhaitsâb|ɖu5|μάι|μάιος|μαΐ|μαΐου|\
    жъоныгъуакӏ|жъоныгъуакӏэм|лаҵ|лаҵара|ма́їа|ма́їй|май|майы|мам|мамыр|мая|мај|маꙵ|\
    накъыгъэ|накъыгъэм|пан|панжиков|табадугаар һара|тавдугаар сар|тра|трав|травень|травня|\
    траўня|ыам|ыам ыйа|ыам ыйын|ҫу|մայիս|մայիսի|մյս|במאי|מאי|מיי|أيار|ئایار|مئ|مئي|مئی|مئیی|\
    مامىر|ماي|مايو|مه|مهٔ|مي|مَي|مَيُ|می|مۍ|ܐܝܪ|ߘߓߊ߬ߕ|ߘߓߊ߬ߕߊ|बेसे|बेसे लेञ्जु|मई|मईमासः|मे|\
    मेई|মে|মে'|ਮਈ|મે|ବେସେ|ବେସେ ଲେଞ୍ଜୁ|ମଇ|மே|మే|లండి|ಮೇ|മേയ്|වෙසක්|พ.ค|พฤษภาคม|ພ.ພ|ພຶດສະພາ|\
    ཟླ་5|ཟླ་བ་ལྔ་པ|ཟླ་བ་ལྔ་པ་|ཟླ་ལྔ་པ་|སྤྱི་ཟླ་ལྔ་པ་|မေ|မေႇ|მაი|მაისი|ሜይ|ክቢቅ|ክቢቅሪ|ጉንበት|ግን|\
    ግንባት|ᐊᓃᑭᐲᓯᒼ|ᒪᐃ|ឧសភា|ᠲᠠᠪᠣᠳᠣᠭᠠᠷ ᠰᠠᠷ ᠠ|ᱢᱮ|ⲙ̅ⲁ̅ⲓ̅|ⲙⲁⲓⲟⲥ|ⵎⴰⵢ|ⵎⴰⵢⵢⵓ|五月|ꉬꆪ|ꖑꕱ|ꭰꮒ|ꭰꮒꮝꭼꮨ|𐑋𐐩|𐑥𐑱|\
    𐓨𐓣͘𐓪͘𐓬𐓘 𐓷𐓟𐓮𐓘𐓰𐓘|𐓮𐓘𐓰𐓘|𑄟𑄬|𞄀𞄪𞄴|𞤣𞤵𞥅𞤶|𞤣𞤵𞥅𞤶𞤮
    """,
    """
    6 ᠊ᠷ ᠰᠠᠷᠠ|6-kysa|6-kysã|6-р сар|6ky|6月|6월|achi|aki|an t-ogmhios|an t-ògmhios|\
    anɔɔɖuka kaŋɔrɔ|ata|ayɛwohomumu|a̱ki|birz|birzelio|birzelis|birž|birželio|birželis|bra|\
    bracet|brá|bráčet|cen|cerven|cervna|chhi|chhiepa|chikumi|chk|chn|choon|chunyo|cvn|cze|\
    czerwca|czerwiec|czy|czyrwca|czyrwiec|da zercladur|dau|de chunyo|de jugn|de junh|\
    de juny|de jügn|de xunu|de zug|de zugno|dhen ogmhios|dhen ògmhios|di ghjugnu|\
    dwe mar auchiel|eka|ekaina|esɔ|esɔpɛsɔpɛ|fon|fondo|fulwi|fön|föndo|gamaǀaeb|gan|gath|\
    gathathanwa|geas|geassemannu|geassemánnu|ghju|ghjugnu|giu|giugn|giugno|giugnu|gunju|\
    hashnihtsi'|haz|haziran|heziran|hezîran|hil|hun|hune|hunyo|hywan akitat|hywan a̱kitat|\
    hzr|háshnihtsi'|hìlòndɛ̀|idwaata|ile|iməg ichiibɔd|inhlaba|iun|iune|iunie|iunii|iunius|\
    iyn|iyun|iýun|jasypotei|jasypoteĩ|jatta|jatta lenju|jaṭṭa|jaṭṭa lenju|jon|jona|jug|jugn|\
    jugno|juin|jun|juna|june|junh|junho|junhu|juni|junie|junij|junija|junijs|junio|junius|\
    juns|juny|junyi|junyu|juu|juun|juune|juuni|juunip|juņs|jún|júna|június|júní|jügn|jün|\
    jüüne|jūn|jūnijs|kam|kamena|kar|kesa|kesakuu|kesakuuta|kesi|kesimaanu|kesimáánu|kesä|\
    kesäkuu|kesäkuuta|khotavuxika|kmk|kor|kornyoot|korse|kvco hvse|kwiidwaata|kújúɔrɔk|\
    lampadas|lapa le ile|lipanj|lipnja|luf|lufuimi|lwi|làm|làmpadas|m-souree|m06|m6|\
    mamǝŋgwãafahbii|masa|mataru idas|mbul|mbulora|mean-souree|meh|mehefin|meith|meitheamh|\
    met|metheven|mezh|mezheven|mis metheven|moc|mod|mori ghwa karandadu|mti|muj|mujimbi|\
    mwai wa thanthatu|mwai wa thanthatũ|mwedi wa nnyano na umo|mweri wa gatantatu|\
    mweri wa gatantatũ|mweri wa sita|mweri wo thanu na mocha|ndwenloeg|ndzɔ̀ŋɔ̀nzùghò|ng6|\
    ngs|ngwɛn ńtuó|ngɔn saməna|nhla|nju|njuni|nyaŋgwɛ ŋgbanja|nzu|o.6|ogmh|ogmhios|\
    okwamukaaga|omodok'king'ol|oshu okudu|oshù òkúdu|osu okudu|otukwajan|otukwajaŋ|\
    oṣù òkúdu|pa mwedzi gwa sita|paa|paagi|pen achirim|phupjane|pu-yepe|py|pú-yepé|\
    pɛsaŋ pɛ́nɛ́ntúkú|qas|qasa dirri|qer|qershor|rok|ruheshi|sansanyi|sanza ya motoba|\
    saŋ njÿolá'|seetebosigo|sgiugn|sim|simenis|su|sueŋ|sune|suw|suwe|sánzá ya motóbá|sīm|\
    sīmenis|tenpo mun #6|thang 6|thg 6|tháng 6|uwaq ik'|wax|waxabajjii|wipazukha-waste wi|\
    wípazukȟa-wašté wí|xun|xuno|xunu|xuño|xwaq po|yun|yuni|yunul|yunyu|yün|yüni|zercl|\
    zercladur|zin|zug|zugno|zuw|zuwɛn|zwat ataah|ògmh|ògmhios|čen|červen|června|čvn|ġun|\
    ġunju|ŋ6|ŋwíí akǝ táafɔk|žuw|žuweŋ|ɔsɔn|ɖu6|ιουν|ιουνίου|ιούν|ιούνιος|ашт|аштемков|бэс|\
    бэс ыйа|бэс ыйын|зургаадугаар сар|зургадугаар һара|июн|июны|июнь|июня|ијн|ијун|мау|\
    маусым|мэкъуауэгъуэ|мэкъуауэгъуэм|мэкъуогъу|мэкъуогъум|рашəара|рашә|черв|червень|червня|\
    чэр|чэрвень|чэрвеня|юни|і҆ꙋ́нїа|і҆ꙋ́нїй|і҆ꙋⷩ҇|јун|јуни|ҫӗрт|ҫӗртме|հնս|հունիս|հունիսի|\
    ביוני|יוני|ئىيۇن|جوان|جون|جوٗن|جوٙأن|حزيران|حوزەیران|ماۋسىم|يونيو|يُون|يُونِ|ژوئن|ܚܙܝܪܢ|\
    ߥߊ߬ߛ|ߥߊ߬ߛߌ߬ߥߙߊ|जाटा लेञ्जु|जाट्टा|जुन|जून|जूनमासः|জুন|ਜੂਨ|જૂન|ଜାଟା|ଜାଟା ଲେଞ୍ଜୁ|ଜୁନ|ஜூன்|\
    జూన్|రాత|ಜೂನ್|ജൂൺ|පොසොන්|มิ.ย|มิถุนายน|ມິ.ຖ|ມິຖຸນາ|ཟླ་6|ཟླ་དྲུག་པ|ཟླ་བ་དྲུག་པ|\
    ཟླ་བ་དྲུག་པ་|སྤྱི་ཟླ་དྲུག་པ|ဇွန်|ၸုၼ်ႇ|ივნ|ივნისი|ም/ት|ምኪኤል ትጟኒሪ|ሠንየ|ሰነ|ጁን|ᐚᐏᐲᓯᒼ|ᔫᓂ|\
    មិថុនា|ᠵᠢᠷᠭᠣᠭᠠᠳᠣᠭᠠᠷ ᠰᠠᠷᠠ|ᱡᱩᱱ|ⲓ̅ⲩ̅ⲛ̅|ⲓⲟⲩⲛⲓⲟⲥ|ⵢⵓⵏ|ⵢⵓⵏⵢⵓ|六月|ꃘꆪ|ꖱꘋ|ꮥꭽ|ꮥꭽꮇᏹ|𐐾𐐭𐑌|𐑡𐑵|𐑡𐑵𐑯|\
    𐓨𐓣͘𐓪͘𐓬𐓘 𐓷𐓟𐓯𐓘𐓬𐓟|𐓯𐓘𐓬𐓟|𑄎𑄪𑄚𑄴|𞄛𞄤𞄱𞄞𞄤𞄦|𞤳𞤮𞤪|𞤳𞤮𞤪𞤧𞤮
    """,
    """
    7 ᠊ᠷ ᠰᠠᠷᠠ|7-kysa|7-kysã|7-р сар|7ky|7月|7월|aasadi|aasadi lenju|aasaḍi|aasaḍi lenju|ado|\
    adoolessa|alàlaka kaŋɔrɔ|an t-iuchar|ana|atar|aty|a̱ty|barakha|cec|cervence|cervenec|\
    chg|chikunguru|chl|choola|chulai|chuliol|cul|cvc|da fanadur|dao|de chuliol|de jul|\
    de julhet|de juliol|de lug|de luggio|de messe|de messé|de xunetu|dhen iuchar|di lugliu|\
    dum|dwe mar abiriyo|efute|empitu idas|fan|fanadur|fulwana|gathano|gathn|giugnettu|gnt|\
    gor|gorff|gorffennaf|gortheren|goue|gouere|hei|heina|heinakuu|heinakuuta|heinä|heinäkuu|\
    heinäkuuta|heiwet|hiyuce|hul|hulyo|hur|hurae|hywan atyirin|hywan a̱tyirin|hūr|hūrae|\
    iməg àdùmbə̀ŋ|iuch|iuchar|iuil|iul|iulai|iulie|iulii|iulius|iyl|iyul|iúil|iýul|j-souree|\
    jasypokoi|jasypokõi|jerrey-souree|jolai|jolay|juil|juill|juillet|jul|jula|julaayi|julae|\
    julai|julayi|julaị|julhet|julho|julhu|juli|julie|julij|julija|julijs|julio|juliol|\
    julius|juls|july|julyai|julyu|julí|jur|juriol|juriòl|juule|juuli|juulip|juļs|jól|jólái|\
    júl|júla|július|júlí|jül|jüüle|jūl|jūlijs|kab|kabalashipu|kabàlàshìpù|khi|khihpa|\
    kholwane|kms|korr|korrik|ktsa|ktsapa|kutawonsa|kuŋgwɛ|kʉmʉʉnchɨ|la|lapa le sapa|len|\
    lengua|liep|liepa|liepos|lipa|lipca|lipiec|lug|luggio|luglio|lugliu|lugn|luj|lujo|lul|\
    lulju|luulyo|lwa|līp|līpa|m07|m7|maawɛ|madiɓɛ́díɓɛ́|mamǝŋgwãalii|mawuwani|messe|messé|\
    mis gortheren|mli|moo|mori ghwa mfungade|morso|morusasin|msp|mug|mukakaro|mushipepo|\
    mwai wa muonza|mwedi wa nnyano na mivili|mweri wa mugwanja|mweri wa mũgwanja|\
    mweri wa saba|mweri wo saba|mórusásin|mʉʉnchɨ|nas'ah'atsus|ndwencaet|ndzɔ̀ŋɔ̀dùmlo|\
    ng'eiyeet|ng7|ngwɛn hɛmbuɛrí|ngz|ngɔn zamgbála|nje|njeba|njr|njurai|njuraĩ|njèbà|ntu|\
    ntulikazi|nás'ah'atsus|o.7|ojola|okwamushanju|oshù agɛmɔ|osu agemo|oṣù agẹmọ|\
    pa mwedzi gwa saba|pay yietni|pay yie̱tni|pen atariba|phu|phukwi|phupu|pm|pu-mukui|\
    pú-mukũi|pɛsaŋ saambá|qad|qado dirri|sab|sanza ya nsambo|sap|sas|saŋ tyɛ̀b tyɛ̀b mbʉ̀ŋ|\
    sia|siamlɔm|siu|siulai|srpanj|srpnja|sul|sulet|suoi|suoidnemannu|suoidnemánnu|suuyee|\
    syeini|syeinimaanu|syeinimáánu|sánzá ya nsambo|sás|sú|súuyee|tem|temmuz|tenpo mun #7|\
    thang 7|thg 7|tháng 7|tirmeh|triulas|trm|trì|trìulas|tîrmeh|upu|uwuq ik'|uzt|uztaila|\
    xnt|xul|xullo|xunetu|xwuuq po|yul|yuli|yulul|yulyu|yulyuz|yül|yüli|zil|zilye|zul|zuluye|\
    zuy|zuyye|zwat anatat|čec|července|červenec|čhaŋpȟásapa wí|čvc|ŋ7|ŋwíí akǝ táabɛɛ|žuy|\
    žuyye|ǂkhoesaob|ιουλ|ιουλίου|ιούλ|ιούλιος|бадзэуэгъуэ|бадзэуэгъуэм|бэдзэогъу|бэдзэогъум|\
    долодугаар һара|долоодугаар сар|июл|июлы|июль|июля|ијл|ијул|лип|липень|липня|ліп|ліпень|\
    ліпеня|мед|медьков|от ыйа|от ыйын|отй|утӑ|шіл|шілде|юли|і҆ꙋ́лїа|і҆ꙋ́лїй|і҆ꙋⷧ҇|јул|јули|\
    ԥхынгəы|ԥхынгә|հլս|հուլիս|հուլիսի|ביולי|יולי|ئىيۇل|تموز|تەمووز|جول|جولاءِ|جولائی|جولاي|\
    جولای|جويلية|جوٗلایی|جوٙلا|جُلایی|جۆل|جۆلایی|شىلدە|يوليو|يوليوز|يُول|يُولِ|ژوئیه|ܬܡܘܙ|\
    ߞߊ߬ߙ|ߞߊ߬ߙߌߝߐ߭|आसाड़ी|आसाड़ी लेञ्जु|जु|जुल|जुलय|जुला|जुलाई|जुलाईमासः|जुलै|জুল|জুলা|জুলাই|\
    ਜੁਲਾ|ਜੁਲਾਈ|જુલાઈ|ଆସାଡ଼ି|ଆସାଡ଼ି ଲେଞ୍ଜୁ|ଜୁଲାଇ|ஜூலை|జులై|బాన్దపాణా|ಜುಲೈ|ജൂലൈ|ඇසළ|ก.ค|\
    กรกฎาคม|ກ.ລ|ກໍລະກົດ|ཟླ་7|ཟླ་བ་བདུན་པ|ཟླ་བ་བདུན་པ་|ཟླ་བདུན་པ་|སྤྱི་ཟླ་བདུན་པ་|ဇူ|ဇူလိုင်|\
    ၸူႇ|ၸူႇလၢႆႇ|ივლ|ივლისი|ሐመለ|ሓም|ሓምለ|ኰር|ኰርኩ|ጁላይ|ᐹᐢᑲᐦᐋᐏᐲᓯᒼ|ᔪᓚᐃ|កក្កដា|ᠲᠣᠯᠣᠭᠠᠳᠣᠭᠠᠷ ᠰᠠᠷᠠ|ᱡᱩᱞ|\
    ᱡᱩᱞᱟᱭ|ⲓ̅ⲩ̅ⲗ̅|ⲓⲟⲩⲗⲓⲟⲥ|ⵢⵓⵍ|ⵢⵓⵍⵢⵓⵣ|七月|ꏃꆪ|ꖱꕞ|ꖱꕞꔤ|ꭻᏸ|ꭻᏸꮙꮒ|𐐾𐐭𐑊|𐐾𐐭𐑊𐐴|𐑡𐑩𐑤𐑲|𐑡𐑫|𐑡𐑫𐑤𐑲|𐑡𐑵𐑤|\
    𐓨𐓣͘𐓪͘𐓬𐓘 𐓬𐓟𐓵𐓪͘𐓬𐓘|𐓬𐓟𐓵𐓪͘𐓬𐓘|𑄎𑄪𑄣𑄭|𞄔𞄩𞄴𞄆𞄨𞄰|𞤥𞤮𞤪|𞤥𞤮𞤪𞤧𞤮
    """,
    """
    8 ᠊ᠷ ᠰᠠᠷᠠ|8-kysa|8-kysã|8-р сар|8ky|8᠊ᠷ ᠰᠠᠷᠠ|8月|8월|aagust|abu|abuztua|ag|aga|agast|\
    agasti|aggusti|aggustip|ago|agosetose|agost|agosti|agosto|agostu|ags|agt|agu|agus|\
    agusito|agust|agusta|agusti|agustos|agustozi|agustu|agustus|akaas|akuhata|an lunastal|\
    an lùnastal|ani|aog|aogositra|aos|aost|aostu|aou|aout|août|aoǁkhuumûǁkhâb|arh|arhostosi|\
    ari|aug|auguscht|august|augusta|augusti|augusto|augusts|augustus|augusztus|aus|austu|\
    avg|avgust|avo|avost|avq|avqust|avust|awg|awgust|awgusta|awst|awur|aww|awwissu|ağu|ağus|\
    ağustos|ağustozi|aŭg|aŭgusto|a̱ni|borg|borgemannu|borgemánnu|bɔ́r|d'ag|d'ago|d'agost|\
    d'agosto|d'agostu|d'aost|d'aostu|d'avust|dab|daggis|dahosikah nish|dahósikah nish|dea|\
    deasiamime|dhen lunastal|dhen lùnastal|diŋ|diŋgindi|dwe mar aboro|elo|elokuu|elokuuta|\
    eost|est|falɛ|fɔe|fɛ|gst|gush|gusht|gustul|hag|hagayya|hik|hiyo rakko|hywan aninai|\
    hywan a̱ninai|hìkaŋ|iməg ichika|ingci|isi|jasypoapy|juk|juko|kanama|kmn|knn|kolovoz|\
    kolovoza|kukuru|kük|kükürü|kǝu|kʉvɨɨrɨ|lapa le isiet|leq|leqeeni|liiqen|luanistyn|luna|\
    lunasa|lunastal|lush|lushika|lùna|lùnastal|lùshìkà|lún|lúnasa|m08|m8|madǝmbii|manyawale|\
    maspat idas|mha|mhawuri|mis est|mori ghwa wunyanya|mpg|mupuguto|mwai wa nyaanya|\
    mwedi wa nnyano na mitatu|mweri wa kanana|mweri wa nane|mweri wo nane|mwny|mworia nyoni|\
    nan|ncw|ncwabakazi|ndwenbet|ndzɔ̀ŋɔ̀kwîfɔ̀e|ng8|ngc|ngm|ngwɛn lɔmbi|ngɔn mwom|\
    nyamavhuvhu|nyandagaro|o.8|oga|ogas|ogasiti|ogasti|ogo|ogoost|ogos|ogost|ogosto|ogs|\
    ogus|oig|oigste|okwamunaana|opedel|oshu ogun|oshù ògún|osu ogun|oug|ougustus|ougùstùs|\
    ouj|oujoß|oṣù ògún|pa mwedzi gwa nane|ped|pen awurr|phato|phatwe|pisuyu|pisuyú|porge|\
    porgemaanu|porgemáánu|ps|pu-musapiri|pú-musapíri|pɛsaŋ pɛ́nɛ́fɔm|roo|rooptui|rugp|\
    rugpjucio|rugpjutis|rugpjūtis|rugpjūčio|sanza ya mwambe|saŋ mbʉ̀ŋ|sie|sierpien|sierpień|\
    sierpnia|siy|siyrpiyn|siyrpiyń|siyrpnia|srabi|srabi lenju|srabĩ|srabĩ lenju|srpen|srpna|\
    sánzá ya mwambe|tbx|tebax|tenpo mun #8|thang 8|thangule|thg 8|thlaz|thlazoh|thoo|thoor|\
    tho̱o̱r|tháng 8|ut|uti|uwajxaq ik'|vɨɨrɨ|wasútȟuŋ wí|wun|xwaqxaq po|zwat arinai|ágú|\
    ágúst|öig|öigšte|āku|ākuhata|ŋ8|ŋwíí akǝ táaraa|ɔlɔ́ɨ́bɔ́rárɛ|ɔsanaa|ɣuc|ɣuccet|ɣuct|\
    ɩjikǝuka kaŋɔrɔ|ʻaok|ʻaokosi|ʻau|ʻaukake|αυγ|αυγούστου|αύγ|αύγουστος|αὐγ|αὐγούστου|\
    αὔγουστος|авг|август|августа|августы|атр|атырдьых ыйа|атырдьых ыйын|ауг|аугуст|\
    а҆́ѵгꙋста|а҆́ѵгꙋстъ|а҆́ѵⷢ҇|жні|жнівень|жніўня|наймадугаар һара|наймдугаар сар|нанҳəа|\
    нанҳә|серп|серпень|серпня|там|тамыз|ума|умарьков|шышъхьэӏу|шышъхьэӏум|шыщхьэӏу|\
    шыщхьэӏум|ҫур|ҫурла|օգոստոս|օգոստոսի|օգս|אוג'|אוגוסט|אויג|אויגוסט|באוג'|באוגוסט|آب|آگسٽ|\
    آگوست|أغسطس|أغشت|أوت|أَغُ|أَغُسْتَ|ئاب|ئاۋغۇست|اوت|اګست|اگس|اگست|تامىز|غشت|ܐܒ|ݢوس|ߘߓߊ߬ߓ|\
    ߘߓߊ߬ߓߌߟߊ|अग|अगस्ट|अगस्त|अगस्तमासः|आग|आगष्ट|आगस्ट|ऑग|ऑगस्ट|स्राबाँ|स्राबाँ लेञ्जु|আগ|\
    আগষ্ট|আগস্ট|ওগ|ওগষ্ট|ਅਗ|ਅਗਸਤ|ઑગસ્ટ|ଅଗଷ୍ଟ|ସ୍ରାବାଁ|ସ୍ରାବାଁ ଲେଞ୍ଜୁ|ஆக|ஆகஸ்ட்|ఆగ|ఆగస్టు|\
    బార్సి|ಆಗ|ಆಗಸ್ಟ್|ഓഗ|ഓഗസ്റ്റ്|නිකිණි|ส.ค|สิงหาคม|ສ.ຫ|ສິງຫາ|ཟླ་8|ཟླ་བ་བརྒྱད་པ|\
    ཟླ་བ་བརྒྱད་པ་|ཟླ་བརྒྱད་པ་|སྤྱི་ཟླ་བརྒྱད་པ་|ဢေႃး|ဢေႃးၵၢတ်ႉ|ဩ|ဩဂုတ်|აგვ|აგვისტო|ማርያ|\
    ማርያም ትሪ|ነሐሰ|ነሓ|ነሓሰ|ኦገስ|ኦገስት|ᐅᐸᐦᐅᐏᐲᓯᒼ|ᐊᐅᒡᒍᓯ|សីហា|ᠨᠠᠢᠮᠠᠳᠥᠭᠠᠷ ᠰᠠᠷᠠ|ᱟᱜᱟ|ᱟᱜᱟᱥᱛ|ṱha|ṱhangule|\
    ọgọ|ọgọst|ọgọọst|ọ́gọ|ⲁ̅ⲩ̅ⲅ̅|ⲁⲩⲅⲟⲩⲥⲧⲟⲥ|ⵖⵓⵛ|ⵖⵓⵛⵜ|八月|ꉆꆪ|ꗛꔕ|ꭶꮆ|ꭶꮆꮒ|𐐪𐑀|𐐪𐑀𐐲𐑅𐐻|𐑪𐑜|𐑪𐑜𐑭𐑕𐑑|𐑷𐑜|\
    𐑷𐑜𐑩𐑕𐑑|𐓤𐓣𐓟𐓰𐓪𐓬𐓘|𐓨𐓣͘𐓪͘𐓬𐓘 𐓤𐓣𐓟𐓰𐓪𐓬𐓘|𑄃𑄉𑄧𑄌𑄴𑄑𑄴|𞄕𞄩𞄲𞄔𞄄𞄰𞄤|𞤶𞤵𞤳|𞤶𞤵𞤳𞤮
    """,
    """
    9 ᠊ᠷ ᠰᠠᠷᠠ|9-kysa|9-kysã|9-р сар|9ky|9月|9월|abofʊmka kaŋɔrɔ|aku|an t-sultain|any|anyɔnyɔ|\
    a̱ku|bado|bado lenju|bur|bureet|cab|cabudanni|cakc|cakcamannu|cohca|cohcamaanu|cte|\
    ctember|ctembeṛ|cut|cutanbir|cutembir|cxal|cxalva|da settember|de set|de setember|\
    de setembre|de setiembre|de settembre|de setëmber|dhen t-sultain|di sittembre|doc|\
    dwe mar ochiko|dzu|dìpɔ̀s|eyl|eylul|eylül|fde|fulbaana|fĩi dǝɓlii|fʊm|gbo|gun|gunyana|\
    gwen|gwengolo|gwn|gwynngala|hep|hepetema|herbstmanet|herbštmánet|hiisikah nish|\
    hywan akumviriyin|hywan a̱kumviriyin|híisikah nish|ike|iln|ilon|iməg kud|imɛŋ i puɔs|\
    inyoni|ira|iraila|jasyporundy|ken|kep|kepakemapa|khu|khubvumedzi|kmw|knd|kus|kushin|kús|\
    kúshîn|kʉsaatʉ|lapa le saal|leo|lutongolo|lwetse|m-fouyir|m09|m9|mean fomhair|\
    mean-fouyir|medi|meán fómhair|mfomh|mfómh|mis gwynngala|mngari idas|mni|\
    mori ghwa ikenda|mpan|mpandula|mugaa wa keri|mugk|munyense|mvu|mvuka|mwai wa kenda|\
    mwedi wa nnyano na nchechi|mweri wa kenda|mweri wa tisa|mweri wo tisa|mye|mũgaa wa kerĩ|\
    mũgk|ndwengouj|ndz|ndzhati|ndzɔ̀ŋɔ̀tɨ̀fʉ̀ghàdzughù|ng9|ngwɛn rɛbvuâ|ngɔn ebulú|njapi|\
    nyo|nyɛt|nyɛtɛki|nze|nzeri|o.9|okwamwenda|oshu owewe|oshù owewe|osokosokoma|osu owewe|\
    otowoskuce|oṣù owewe|pa mwedzi gwa tisa|pen shadon|pi|pu-irudi|pú-irũdí|\
    pɛsaŋ pɛ́nɛ́pfúꞌú|rugs|rugsejis|rugsejo|rugsėjis|rugsėjo|ruj|rujan|rujna|saa|saatʉ|\
    sanza ya libwa|sat|satambar|sattumbar|satumba|saŋ ngwɔ̀' mbÿɛ|se|seb|sebteembar|\
    sebtembar|sebuttemba|sek|sektanbur|sen|sentabr|sentyabr|sentýabr|sep|sepitema|sept|\
    septam|septamber|septambra|septemba|septembar|septembari|septembarip|september|\
    septembra|septembre|septembrie|septembris|septembro|septhemba|septiembre|septimber|\
    septiyembre|septämber|seputemba|set|setembar|setember|setembr|setembre|setembro|\
    setembru|seteme|setemere|setenbre|setenbru|setiembre|sett|settembar|settember|settembre|\
    settembru|setul|setyembre|setëmber|shad|sht|shtator|siilto|sil|sillins|siptimpa'|\
    sittembre|sittemmiru|sittèmmiru|slt|sok|spt|stb|stember|stèmber|sult|sultain|syys|\
    syyskuu|syyskuuta|szept|szeptember|sàt|sàttumbar|sánzá ya libwa|säp|sèp|sèptèmber|sép|\
    séptémber|sēp|sēpitema|sɔra|sɛt|sɛtanburu|sẹp|sẹptẹ́mba|t-sultain|taraǀkhuumûǁkhâb|\
    tenpo mun #9|thang 9|thg 9|thlar|thlarah|thlarâh|tháng 9|tis|tɛɛ|tɛɛr|ub'elej ik'|way|\
    waysu|wrz|wrzesien|wrzesień|wrzesiyn|wrzesiyń|wrzesnia|września|xb'elee po|zar|zari|\
    zwat akubunyung|zář|září|çxal|çxalva|îln|îlon|čakč|čakčamánnu|čhaŋwápeǧi wí|čohčâ|\
    čohčâmáánu|ŋ9|ŋwíí akǝ táanin|ɛbɔ|σεπ|σεπτέμβριος|σεπτεμβρίου|авӑн|балаҕан ыйа|\
    балаҕан ыйын|блҕ|вер|верасень|верасня|верасьня|вересень|вересня|есдүгээр сар|сен|сент|\
    сентябр|сентябры|сентябрь|сентября|сентјабр|сеп|септ|септе́мврїа|септе́мврїй|септембар|\
    септември|сеⷫ҇|таш|таштамков|фокӏадэ|фокӏадэм|цəыб|цəыббра|юһэдүгээр һара|қыр|қыркүйек|\
    ӏоныгъу|ӏоныгъум|սեպ|սեպտեմբեր|սեպտեմբերի|בספט'|בספטמבר|סעפּ|סעפּטעמבער|ספט'|ספטמבר|\
    أيلول|ئەیلوول|سئپتامر|سبتمبر|ستم|ستمبر|سيپٽمبر|سيڤتيمبر|سَت|سَتُمْبَ|سپت|سپتامبر|سپتمبر|\
    سېنتەبىر|سېپتمبر|شتمبر|شتنبر|قىركۇيەك|ܐܝܠܘܠ|ߕߎߟߊߝߌ߲|बाॅदो|बोदो लेञ्जु|सतमबर|सतुंबर|\
    सप्टे|सप्टें|सप्टेंबर|सित|सितंबर|सितंबरमासः|सितम्बर|सेप|सेप्टेम्बर|सेप्थेम्बर|ছেপ্তে|\
    ছেপ্তেম্বৰ|সেপ|সেপ্ট|সেপ্টেঃ|সেপ্টেম্বর|ਸਤੰ|ਸਤੰਬਰ|સપ્ટે|સપ્ટેમ્બર|ବଦ|ବଦ ଲେଞ୍ଜୁ|\
    ସେପ୍ଟେମ୍ବର|செப்|செப்டம்பர்|అస్ర|సెప్టెం|సెప్టెంబర్|ಸೆಪ್ಟೆಂ|ಸೆಪ್ಟೆಂಬರ್|സെപ്റ്റം|\
    സെപ്റ്റംബർ|බිනර|ก.ย|กันยายน|ກ.ຍ|ກັນຍາ|ཟླ་9|ཟླ་དགུ་པ་|ཟླ་བ་དགུ་པ|ཟླ་བ་དགུ་པ་|\
    སྤྱི་ཟླ་དགུ་པ་|စက်|စက်တင်ဘာ|သႅပ်ႇ|သႅပ်ႇထႅမ်ႇပႃႇ|სექ|სექტემბერი|መስ|መስከረም|ሴፕቴ|ሴፕቴምበር|ከረመ|\
    ያኸኒ|ያኸኒ መሳቅለሪ|ᓄᒌᑐᐏᐲᓯᒼ|ᓯᑎᐱᕆ|កញ្ញា|ᠶᠢᠰᠥᠳᠥᠭᠡᠷ ᠰᠠᠷᠠ|ᱥᱮᱯ|ᱥᱮᱯᱴᱮᱢᱵᱟᱨ|ⲥ̅ⲉ̅ⲡ̅|ⲥⲉⲡⲧⲉⲙⲃⲣⲓⲟⲥ|ⵛⵓⵜ|\
    ⵛⵓⵜⴰⵏⴱⵉⵔ|九月|ꈬꆪ|ꕢꕌ|ꮪꮅ|ꮪꮅꮝꮧ|𐑅𐐯𐐹|𐑅𐐯𐐹𐐻𐐯𐑋𐐺𐐲𐑉|𐑕𐑧|𐑕𐑧𐑐|𐑕𐑧𐑐𐑑𐑧𐑥𐑚𐑸|𐑕𐑧𐑐𐑑𐑧𐑥𐑚𐑼|𐓧𐓟𐓜𐓛𐓲𐓟𐓷𐓣͘𐓤𐓟|\
    𐓨𐓣͘𐓪͘𐓬𐓘 𐓧𐓟𐓜𐓛𐓲𐓟𐓷𐓣͘𐓤𐓟|𑄥𑄬𑄛𑄴𑄑𑄬𑄟𑄴𑄝𑄧𑄢𑄴|𞄛𞄤𞄱𞄒𞄤𞄰|𞤧𞤭𞤤|𞤧𞤭𞤤𞤼𞤮
    """,
    """
    10 ᠊ᠷ ᠰᠠᠷᠠ|10-kysa|10-kysã|10-р сар|10ky|10月|10월|aaktopa'|ahinime|akt|aktubar|\
    an damhair|an dàmhair|ant|antɔŋ|bio|bioom|bìòôm|cim|cot|cotmeh|d'ochobre|d'oct|\
    d'october|d'octobre|d'octubre|d'octòbre|d'otober|d'ott|d'ottobre|damh|damhair|dap|\
    dasara|dasara lenju|deireadh fomhair|deireadh fómhair|dfomh|dfómh|dhen damhair|\
    dhen dàmhair|diphalane|dit|diteli|dwe mar apar|dàmh|dàmhair|eki|ekim|epe|epeeso|fmu|\
    fĩi mundaŋ|gis|gitugutu|golg|golggotmannu|golggotmánnu|gum|guma|gumiguru|gís|hed|hedra|\
    here|hyd|hydref|hywan swak|iku|imphala|iməg tèsi'e|imɛŋ i putúk,oóli ú kátíɛ|inyi|\
    j-fouyir|jasypa|jerrey-fouyir|kele|khabidon|kkm|ktu|ktuber|ktubr|kum|kwiinyi|kṭu|kṭuber|\
    laa|laath|lapa le tomon|loka|lokakuu|lokakuuta|lun|lungudi|lungùdi|lɔm|m10|maxal idas|\
    mayésɛ́|mfumfu|mis hedra|mok|mokhu|mori ghwa ikumi|mph|mphalane|mwai wa ikumi|\
    mwai wa ĩkumi|mwania thenge|mwedi wa nnyano na nnyano|mweri wa ikumi|mweri wa ikũmi|\
    mweri wo kumi|mwth|mxi|ndwencib|ndzɔ̀ŋɔ̀ghǔuwelɔ̀m|ng10|nga|ngberere|ngwɛn wum|\
    ngɔn awóm|nipbaati'ti'|nyukul|nípbaati'ti'|o.10|och|ochobre|oct|october|octobre|\
    octobris|octombrie|octubre|octòbre|ok|oke|oketopa|oki|okitoba|okitobba|okt|oktabr|\
    okthoba|okthobha|oktob|oktoba|oktobar|oktobari|oktobarip|oktober|oktobore|oktobra|\
    oktobris|oktobro|oktohber|oktoobar|oktoober|oktoobur|oktover|oktuba|oktubre|oktuuber|\
    oktyabr|október|októbra|oktýabr|oktũba|okutoba|okwaikumi|olgisan|olgísan|onk|\
    onkoloolessa|oshù ɔ̀wàrà|osu owara|otibar|oto|otober|otobre|otover|otowoskv rakko|ott|\
    ottobre|ottubru|otubar|otubr|otubro|otubru|outubro|outubru|oṣù ọ̀wàrà|\
    pa mwedzi gwa kumi|paz|pazdziernik|pazdziernika|paź|październik|października|pen shakur|\
    phiata|pht|pɛsaŋ nɛgɛ́m|rij|rijen|rijna|roovvad|roovvadmaanu|roovvâd|roovvâdmáánu|\
    santugaine|sanza ya zomi|saŋ tàŋa tsetsá'|shak|spa|spal|spalio|spalis|spallins|stg|swa|\
    sánzá ya zómi|tenpo mun #10|tet|tetor|thang 10|thg 10|tháng 10|tib|tobul|tom|ton|\
    tshimedzi|tub|tuber|tubeṛ|ukw|ukwakira|ulajuj ik'|urr|urria|utt|uttuviru|uttùviru|\
    utuber|wim|wimanet|wím|wímánet|xlajee po|yar|yarkomaa|yepe-putimaa|yepé-putimaã|yp|\
    zwat swag|òkt|òktober|čhaŋwápe-kasná wí|ĩku|ŋ10|ŋwíí akǝ ntɛk|říj|říjen|října|\
    ǂnûǁnâiseb|ɔku|ɔkutɔburu|ɔtb|ɩjicimka kaŋɔrɔ|ʻok|ʻoka|ʻokakopa|ʻokatopa|οκτ|οκτωβρίου|\
    οκτώβριος|алт|алтынньы|аравдугаар сар|арбадугаар һара|жовт|жовтень|жовтня|жьҭ|жьҭаара|\
    жэпуэгъуэ|жэпуэгъуэм|кас|кастрычнік|кастрычніка|ожо|ожоков|окт|октобар|октомври|октябр|\
    октябры|октябрь|октября|октјабр|чъэпыогъу|чъэпыогъум|юпа|ѻ҆ктѡ́врїа|ѻ҆ктѡ́врїй|ѻ҆кⷮ|қаз|\
    қазан|հոկ|հոկտեմբեր|հոկտեմբերի|אוק'|אוקטובר|אקט|אקטאבער|באוק'|באוקטובר|آڪٽوبر|أكتوبر|\
    أُكْت|أُكْتوُبَ|ئوکتوڤر|ئۆكتەبىر|اوکتوبر|اکت|اکتبر|اکتوبر|اکتوٗبر|تشرين الأول|\
    تشرینی یەکەم|قازان|ܬܫܪܝܢ ܐ|ܬܫܪܝܢ ܩܕܡܝܐ|ߞߏ߲ߓ|ߞߏ߲ߓߌߕߌ߮|अकतुम्बर|अक्ट'|अक्ट'बर|अक्टू|\
    अक्टूबर|अक्टोबर|अक्तू|अक्तूबर|अक्तूबरमासः|आक्टोबर|ऑक्टो|ऑक्टोबर|दसारा लेञ्जु|दासारा|\
    অক্টো|অক্টোঃ|অক্টোবর|অক্টোবৰ|ওক্টো|ওক্টোবর|ਅਕਤੂ|ਅਕਤੂਬਰ|ઑક્ટો|ઑક્ટોબર|ଅକ୍ଟୋବର|ଦାସାରା|\
    ଦାସାରା ଲେଞ୍ଜୁ|அக்|அக்டோபர்|అక్టో|అక్టోబర్|దివెడి|ಅಕ್ಟೋ|ಅಕ್ಟೋಬರ್|ഒക്ടോ|ഒക്ടോബർ|වප්|ต.ค|\
    ตุลาคม|ຕ.ລ|ຕຸລາ|ཟླ་10|ཟླ་བ་བཅུ་པ|ཟླ་བ་བཅུ་པ་|ཟླ་བཅུ་པ་|སྤྱི་ཟླ་བཅུ་པ་|အောက်|အောက်တိုဘာ|\
    ဢွၵ်ႇ|ဢွၵ်ႇထူဝ်ႇပႃႇ|ოქტ|ოქტომბერი|መተሉ|ኦክተ|ኦክተውበር|ኦክቶ|ኦክቶበር|ጠቀመ|ጥቅ|ጥቅምቲ|ᐆᑦᑑᕝᕙ|ᐱᓈᐢᑯᐏᐲᓯᒼ|\
    តុលា|ᠠᠷᠪᠠᠳᠣᠭᠠᠷ ᠰᠠᠷᠠ|ᱚᱠᱴ|ᱚᱠᱴᱚᱵᱟᱨ|ọkt|ọktoba|ọktóba|ὀκτ|ὀκτωβρίου|ὀκτώβριος|ⲟ̀ⲕⲧⲟⲙⲃⲣⲓⲟⲥ|\
    ⲟ̅ⲕ̅ⲧ̅|ⴽⵜⵓ|ⴽⵜⵓⴱⵔ|十月|ꊰꆪ|ꕭꖃ|ꮪꮒ|ꮪꮒꮕꮧ|𐐱𐐿𐐻|𐐱𐐿𐐻𐐬𐐺𐐲𐑉|𐑪𐑒𐑑|𐑪𐑒𐑑𐑴𐑚𐑼|𐑷𐑒|𐑷𐑒𐑑𐑴𐑚𐑸|𐓧𐓟𐓜𐓛|𐓨𐓣͘𐓪͘𐓬𐓘 𐓧𐓟𐓜𐓛|\
    𑄃𑄧𑄇𑄴𑄑𑄬𑄝𑄧𑄢𑄴|𑄃𑄧𑄇𑄴𑄑𑄮𑄝𑄧𑄢𑄴|𞄪𞄱𞄀𞄤𞄴|𞤴𞤢𞤪|𞤴𞤢𞤪𞤳𞤮
    """,
    """
    11 ᠊ᠷ ᠰᠠᠷᠠ|11-kysa|11-kysã|11-р сар|11ky|11᠊ᠷ ᠰᠠᠷᠠ|11月|11월|acapomka kaŋɔrɔ|ade|\
    adeɛmekpɔxe|ale|alemle|an t-samhain|aza|azaroa|da november|de nov|de november|\
    de novembre|de noviembre|de novëmber|de payares|dgi|dhen t-samhain|di nuvembre|divi|\
    divi lenju|du|dwe mar gi achiel|ehole|fgw|fii gwahlle|fĩi gwahlle|huk|hukuri|\
    hywan swak b'ayrnig|hywan swak b'a̱yrnig|ikm|imw|iməg zò|jasypatei|jasypateĩ|jolal|kaa|\
    kanyua hungu|kanyua hũngũ|kaswekese|kaswèkèsè|kasım|kipsuunde ne taai|kmj|knk|kny|kpt|\
    kʉsaano|lab|lap|lapa le tomon obo|lapkr|lapkricio|lapkritis|lapkričio|lapkrutis|\
    lapkrūtis|lar|lara|libiti|listopadu|lweti|lwezi|m-houney|m11|makandikɛ|marras|marraskuu|\
    marraskuuta|maxal kingal idas|mbu|mbudzi|mee houney|mijdar|mis du|mjd|\
    mori ghwa ikumi na imweri|munyonyo|mus|musongandembwe|mwai wa ikumi na imwe|\
    mwai wa ĩkumi na ĩmwe|mwedi wa nnyano na nnyano na u|mweri wa ikumi na moja|\
    mweri wa ikumi na umwe|mweri wa ikũmi na ũmwe|mweri wo kumi na moja|mxk|màyɛsèp|nab|\
    naba|nabanduru|nabändüru|nawambar|ndwencib'it|ndzɔ̀ŋɔ̀chwaʔàkaa wo|nen|nentor|ng11|ngad|\
    ngw|ngwanatsele|ngwɛn wum navǔr|ngɔn awóm ai dziá|nipbaa ha'imay|no|nob|nobemba|\
    nobyembre|noe|noema|nof|nofember|nofemere|nofimpa'|noiembrie|noo|noofeembar|noowanbur|\
    nop|nopember|nopèmber|nopémber|nov|novam|novamber|novambra|novema|novemba|novembar|\
    novembari|novembarip|november|novembr|novembra|novembre|novembris|novembro|novembru|\
    noveme|novenbre|noviembre|novimber|novul|novämber|novèmber|novëmber|now|nowambar|\
    nowanburu|nowemapa|nowember|nowembra|nowàmbar|noy|noyabr|noý|noýabr|nun|nunember|\
    nunembeṛ|nuv|nuvembre|nuvemmiru|nuvenbru|nuvèmmiru|nuw|nuwamba|nuwanbir|nuwembir|nvb|\
    nwa|nwanbir|nën|nëntor|nípbaa ha'imay|nóv|nóvember|nōv|nōvema|nọv|nọvẹ́mba|o.11|obubuo|\
    okwaikumi na kumwe|olabor|oshu belu|oshù bélú|osu belu|oṣù bélú|\
    pa mwedzi gwa kumi na moja|payares|pen kur naba|phiapi|php|pom|pudungwana|pun|\
    pɛsaŋ ntsɔ̌pmɔ́|pʉshʉ́ka|rujula'j ik'|saano|sadaasa|samh|samhain|santandria|saŋ mejwoŋó|\
    sby|shʉ́|skab|skabmamannu|skamma|skammamaanu|skammâ|skammâmáánu|skáb|skábmamánnu|sta|\
    stu|studeni|studenoga|sánzá ya zómi na mɔ̌kɔ́|t-samhain|tach|tachwedd|tenpo mun #11|\
    thang 11|thg 11|tháng 11|tin|tinini|tiníní|tzil|tzilva|ugu|ugushyingo|usi|usinyikhaba|\
    waniyetu wi|waníyetu wí|win|wintermanet|wintermánet|xim|ximoli|xjunlaj po|yepe-yepe|\
    yepé-yepé|yy|zwat mangjuwang|ĩkm|ŋ11|ŋwíí akǝ ntɛk di bɔ́k|ǀhooǂgaeb|νοέ|νοέμβριος|νοε|\
    νοεμβρίου|абҵ|абҵара|арбан нэгэдүгээр һара|арван нэгдүгээр сар|лист|листопад|листопада|\
    ліс|лістапад|лістапада|нов|новембар|ное|ное́мврїа|ное́мврїй|ноември|ноеⷨ|ноя|нояб|ноябр|\
    ноябры|ноябрь|ноября|ној|нојабр|сун|сундерьков|сэт|сэтинньи|чӳк|шэкӏогъу|шэкӏогъум|\
    щакӏуэгъуэ|щакӏуэгъуэм|қар|қараша|նոյ|նոյեմբեր|նոյեմբերի|בנוב'|בנובמבר|נאוו|נאוועמבער|\
    נוב'|נובמבר|تشرين التاني|تشرين الثاني|تشرینی دووەم|قاراشا|نئوم|نئومبر|نوامبر|نوفمبر|نوم|\
    نومبر|نونبر|نويابىر|نوڤامر|نوۏيمبر|نُو|نُوَمْبَ|ܬܫܪܝܢ ܐܚܪܝܐ|ܬܫܪܝܢ ܒ|ߣߍߣ|ߣߍߣߍߓߊ|दिवी|\
    दिवी लेञ्जु|नव|नवं|नवंबर|नवंबरमासः|नवमबर|नवम्बर|नवूमबर|नवे|नवेम्बर|नोभेम्बर|नोव्हें|\
    नोव्हेंबर|নবেম্বর|নভে|নভেঃ|নভেম্বর|নৱে|নৱেম্বৰ|ਨਵੰ|ਨਵੰਬਰ|નવે|નવેમ્બર|ଦିୱି|\
    ଦିୱିଡ଼ି ଲେଞ୍ଜୁ|ନଭେମ୍ବର|நவ|நவம்பர்|నవం|నవంబర్|పాండు|ನವೆಂ|ನವೆಂಬರ್|നവം|നവംബർ|ඉල්|พ.ย|\
    พฤศจิกายน|ພ.ຈ|ພະຈິກ|ཟླ་11|ཟླ་བ་བཅུ་གཅིག་པ|ཟླ་བ་བཅུ་གཅིག་པ་|ཟླ་བཅུ་གཅིག་པ་|\
    སྤྱི་ཟླ་བཅུ་གཅིག་པ་|နို|နိုဝင်ဘာ|ၼူဝ်ႇ|ၼူဝ်ႇဝႅမ်ႇပႃႇ|ნოე|ნოემბერი|ሕዳ|ሕዳር|ም/ም|ምኪኤል መሽወሪ|\
    ኀደረ|ኖቬም|ኖቬምበር|ᐋᕽᐘᑎᓄᐏᐲᓯᒼ|ᓄᕕᐱᕆ|វិច្ឆិកា|ᠠᠷᠪᠠᠨ ᠨᠢᠭᠡᠳᠥᠭᠡᠷ ᠰᠠᠷᠠ|ᱱᱟᱣ|ᱱᱟᱣᱟᱢᱵᱟᱨ|ḽar|ḽara|ⲛ̅ⲟ̅ⲉ̅|\
    ⲛⲟⲉⲙⲃⲣⲓⲟⲥ|ⵏⵓⵡ|ⵏⵓⵡⴰⵏⴱⵉⵔ|十一月|ꊯꊪꆪ|ꔞꘋ|ꔞꘋꕔꕿ ꕸꖃꗏ|ꮕꮣ|ꮕꮣꮥꮖ|𐑌𐐬𐑂|𐑌𐐬𐑂𐐯𐑋𐐺𐐲𐑉|𐑯𐑴|𐑯𐑴𐑝|𐑯𐑴𐑝𐑧𐑥𐑚𐑸|𐑯𐑴𐑝𐑧𐑥𐑚𐑼|\
    𐓘𐓧𐓣 𐓷𐓣͘𐓸𐓲𐓣|𐓨𐓣͘𐓪͘𐓬𐓘 𐓘𐓧𐓣 𐓷𐓣͘𐓸𐓲𐓣|𑄚𑄧𑄞𑄬𑄟𑄴𑄝𑄧𑄢𑄴|𞄚𞄦𞄲𞄤𞄚𞄄𞄰𞄫|𞤶𞤮𞤤|𞤶𞤮𞤤𞤮
    """,
    """
    12 ᠊ᠷ ᠰᠠᠷᠠ|12-kysa|12-kysã|12-р сар|12ky|12᠊ᠷ ᠰᠠᠷᠠ|12月|12월|abendua|afu|afuabe|\
    an dubhlachd|an dùbhlachd|anɔɔbʊnka kaŋɔrɔ|ara|aralık|avi|aviento|avientu|berfanbar|bow|\
    bowte|brf|bʊn|chaykahdayti'ti'|chr|christmanet|chrištmánet|cháykáhdayti'ti'|cis|ciswa|\
    ciswà|d'aviento|d'avientu|da december|das|dasambar|de|de decembre|de des|de desembre|\
    de dex|de dexembre|de dezember|de dezëmber|dec|decembar|decembari|decembarip|december|\
    decembra|decembre|decembrie|decembris|decembro|dee|deesanbur|dek|dekabr|dekul|des|desam|\
    desambar|desambra|desanburu|desemba|desember|desembre|deseme|desimber|desàmbar|desèmber|\
    det|dets|detsember|dex|dexembre|dez|dezamber|dezember|dezembr|dezembro|dezembru|\
    dezenbre|dezämber|dezëmber|dhen dubhlachd|dhen dùbhlachd|dhj|dhjetor|di dicembre|dic|\
    dicemba|dicembar|dicember|dicembre|dicembru|dicemmiru|diciembre|dicèmmiru|dis|disamba|\
    disambar|diseembar|disemba|disember|disemere|disyembre|disẹ́mba|diz|dizenbru|diċ|\
    diċembru|dsb|dubh|dubhlachd|dug|dugember|duj|dujanbir|dujembir|duǧ|duǧembeṛ|\
    dwe mar apar gi ariyo|dzember|dzm|dzome|dzèmber|déc|décembre|dés|désèmber|désémber|dùbh|\
    dùbhlachd|ela|elá|eláŋgɛ́|ferefuna|fii yuru|fwo|fyu|fĩi yuru|gatumu|gru|grudnia|\
    grudzien|grudzień|grudziyn|grudziyń|gruod|gruodis|gruodzio|gruodžio|hywan swak b'ahwa|\
    hywan swak b'a̱hwa|hôasoreǁkhâb|igi|ikl|iməg krizmed|ingongoni|iwi|jasypakoi|jasypakõi|\
    joulu|joulukuu|joulukuuta|juov|juovla|juovlamaanu|juovlamannu|juovlamánnu|juovlâ|\
    juovlâmáánu|kak|kakauka|kax|kaxxa garablu|kek|kekemapa|kerzu|kev|kevardhu|kigarama|\
    kipsuunde nebo aeng'|kmb|knb|kris|krisimin|krísimin|kzu|kʉsasatʉ|lapa le tomon waare|\
    libuy li nyee|liɓ|lìbuy li ńyèe|m-nollick|m12|maxal dha idas|mee ny nollick|\
    mis kevardhu|mori ghwa ikumi na iwi|mpal|mpalakazi|mudde|muh|muhaano|\
    mwai wa ikumi na ili|mwai wa ĩkumi na ilĩ|mwedi wa nnyano na nnyano na m|\
    mweri wa ikumi na kairi|mweri wa ikumi na mbili|mweri wa ikũmi na kaĩrĩ|\
    mweri wo kumi na yel'li|mxd|n'w|n'wendzamhala|nad|nadale|nata|ndwencibngeih|ndzɔ̀ŋèfwòo|\
    ngab|ngɔn awóm ai bɛ̌|noll|nollaig|ntʉ́|ntʉ́ŋʉ́s|nyendavhusiku|o.12|okwaikumi na ibiri|\
    opoo|oshù ɔ̀pɛ̀|osu ope|oṣù ọ̀pẹ̀|pa mwedzi gwa kumi na mbili|pande|pande lenju|\
    pen kur natat|pilɔndɔ́|poo|pro|prosinac|prosinca|prosince|prosinec|pɛsaŋ ntsɔ̌ppá|rhag|\
    rhagfyr|rukab'la'j ik'|rvfo rakko|sal|sallaws|sanza ya zomi na mibale|sasatʉ|saŋ lùm|\
    sbh|sed|sedimonthole|sánzá ya zómi na míbalé|tenpo mun #12|thang 12|thg 12|tháng 12|tid|\
    tih|tihema|tiisimpa'|tiop in diit|tio̱p in di̱i̱t|tisema|tow|tshitwe|tīh|tīhema|tīs|\
    tīsema|tȟahékapšuŋ wí|uku|ukuboza|xkab'laj po|xris|xristona|yel|yepe-mukui|yepé-mukũi|\
    ym|zvi|zvita|zwat swag-ma-suyang|ĩkl|ŋ12|ŋwíí akǝ ntɛk di bɛ́ɛ|ɓulɓusɛ|ɔpɛnimma|δεκ|\
    δεκέμβριος|δεκεμβρίου|арбан хоёрдугаар һара|арван хоёрдугаар сар|ахс|ахсынньы|аца|\
    ацамков|груд|грудень|грудня|дек|декабр|декабры|декабрь|декабря|деке́мврїа|деке́мврїй|\
    декември|дец|децембар|деⷦ҇|дыгъэгъазэ|дыгъэгъазэм|жел|желтоқсан|раш|раштав|сне|снежань|\
    снежня|сьн|сьнежань|сьнежня|тыгъэгъаз|тыгъэгъазэм|ԥхынҷ|ԥхынҷкәын|դեկ|դեկտեմբեր|\
    դեկտեմբերի|בדצמ'|בדצמבר|דעצ|דעצעמבער|דצמ'|דצמבר|جەلتوقسان|دئسامر|دجمبر|دجنبر|دسامبر|دسم|\
    دسمبر|ديسمبر|ديسيمبر|دِس|دِسَمْبَ|دېكابىر|كانون الأول|ڊسمبر|کانونی یەکەم|ܟܢܘܢ ܐ|\
    ܟܢܘܢ ܩܕܡܝܐ|ߞߏߟ|ߞߏߟߌ߲ߞߏߟߌ߲|डिसं|डिसंबर|डिसे|डिसें|डिसेंबर|डिसेम्बर|दसमबर|दसूमबर|दिस|\
    दिसंबर|दिसंबरमासः|पान्डे|पान्डे लेञ्जु|ডিচে|ডিচেম্বৰ|ডিসে|ডিসেঃ|ডিসেম্বর|ਦਸੰ|ਦਸੰਬਰ|ડિસે|\
    ડિસેમ્બર|ଡିସେମ୍ବର|ପାଣ୍ଡେ|ପାଣ୍ଡେ ଲେଞ୍ଜୁ|டிச|டிசம்பர்|డిసెం|డిసెంబర్|పుసు|ಡಿಸೆಂ|ಡಿಸೆಂಬರ್|\
    ഡിസം|ഡിസംബർ|උඳුවප්|ธ.ค|ธันวาคม|ທ.ວ|ທັນວາ|ཟླ་12|ཟླ་བ་བཅུ་གཉིས་པ|ཟླ་བ་བཅུ་གཉིས་པ་|\
    ཟླ་བཅུ་གཉིས་པ་|སྤྱི་ཟླ་བཅུ་གཉིས་པ་|တီႇ|တီႇသႅမ်ႇပႃႇ|ဒီ|ဒီဇင်ဘာ|დეკ|დეკემბერი|ተሕሳ|ተሕሳስሪ|\
    ታሕ|ታሕሳስ|ኀሠሠ|ዲሴም|ዲሴምበር|ᑎᓯᐱᕆ|ᒪᑯᓭᑮᓭᑳᐏᐲᓯᒼ|ធ្នូ|ᠠᠷᠪᠠᠨ ᠬᠣᠶᠠᠳᠣᠭᠠᠷ ᠰᠠᠷᠠ|ᱫᱤᱥ|ᱫᱤᱥᱟᱢᱵᱟᱨ|ⲇ̅ⲉ̅ⲕ̅|\
    ⲇⲉⲕⲉⲙⲃⲣⲓⲟⲥ|ⴷⵓⵊ|ⴷⵓⵊⴰⵏⴱⵉⵔ|十二月|ꊰꑋꆪ|ꖨꖕ ꕪꕴ ꗏꖺꕮꕊ|ꖨꖕꗏ|ꭵꮝ|ꭵꮝꭹᏹ|𐐼𐐨𐑅|𐐼𐐨𐑅𐐯𐑋𐐺𐐲𐑉|𐑛𐑦𐑕|𐑛𐑦𐑕𐑧𐑥𐑚𐑼|𐑛𐑭|\
    𐑛𐑭𐑕𐑧𐑥𐑚𐑸|𐓘𐓧𐓣 𐓵𐓪͘𐓬𐓘|𐓨𐓣͘𐓪͘𐓬𐓘 𐓘𐓧𐓣 𐓵𐓪͘𐓬𐓘|𑄓𑄨𑄥𑄬𑄟𑄴𑄝𑄢𑄴|𑄓𑄨𑄥𑄬𑄟𑄴𑄝𑄧𑄢𑄴|𞄒𞄩𞄱𞄔𞄬𞄴|𞤦𞤮𞤱|𞤦𞤮𞤱𞤼𞤮
    """,
  ]

  /// Those that mean different months, with the languages of each meaning: the likeliest
  /// first. A month without languages is meant in all that no other month has.
  static let ambiguous = """
    abe=12:eu,4:gaa|dag=12:luo,8:prg|di=12:mrh,1:dua|dip=10:tn,9:bas|emi=7:trv,5:dua|\
    fer=2:co,1:tn|ful=9:om,2:sg|gat=5:ebu,12:ki|her=2:oc,9:wae|jan=1,6:st|\
    jol=7:mg+teo,11:ff|jui=6:fr,7:fr|kan=4:dav+ebu+kam,8:rn+rw|kas=11:lu+tr,5:dav|\
    kaw=2:dav,1:blo|kel=10:ee,2:kam|kho=6:ts,7:ss|kol=8:hr,2:st|kpa=12:kln,2:blo|\
    kur=3:sn,11:nus|kwa=3:teo,1:mgh|lip=7:pl+szl,6:hr|lis=11:cs+pl+szl,10:hr|\
    listopad=11:cs+pl+szl,10:hr|listopada=11:pl+szl,10:hr|lui=7:fur,2:lu|lut=2:pl+szl,9:lu|\
    lwe=11:nd+ss,9:tn|ma=5:lld,3:dyo|maa=5:lg+xog,7:gaa,3:ig|mac=3,2:bas|mad=5:mua,7:dua|\
    mai=5,8:trv|mam=5:kln,8:mua|man=11:kcg,8:gaa|mar=3,5:teo|mas=3:pis+tpi+zu,12:kcg,6:ee|\
    mat=3:bas+nr+nso+xh,4:rn+rw|maw=7:ts,3:cy|may=5,11:bas,10:dua|mbi=3:nd,6:mua|\
    mfu=7:dav,10:nd|moj=5:szl,11:mgh|mor=7:ff,4:tn|mud=12:om,5:ts|naw=11:bal,1:mrh|\
    ngb=2:ewo,10:sg|nge=7:kln,9:ewo|ngo=1:ewo,12:ss|nhl=10:ts,6:ss|nhlangula=6:nd,10:ts|\
    nya=8:kam+sn,7:rn+rw,4:kcg|nyakanga=7:rw,9:rn|nye=12:ve,1:sg|oku=10:ny,3:saq|\
    ots=2:eu,3:gaa|otu=10:fur+kea+kok+seh,6:gaa|out=10:gl+pt,8:mfe|pay=7:nus,11:ast|\
    pha=8:st+tn,1:ve|rar=1:teo,3:mgh|see=4:ff,6:tn,5:agq|sit=9:co+scn,6:bez|srp=8:cs,7:hr|\
    sun=1:ts,6:to|taa=4:agq,3:kln|tha=6:kam,5:mgh|tob=10:vo,11:saq|tsh=12:st,10:ve|\
    yan=1:az+ln+pap+uz+vo,2:ts|yeb=4:kab+rif,2:tzm
    """
}
