package generate

// language is how titles of a language are made. In patterns %t is a kind of
// publication, %s a subject, %p a proper name.
type language struct {
	code       string
	script     byte     // 008/33
	named      []string // patterns with a proper name, of which there are millions
	plain      []string // patterns without, whose titles repeat
	kinds      []string
	subjects   []string
	and        string
	supplement string
	bodies     []string                    // patterns of names of issuing bodies
	original   func(latin string) original // nil: Latin alphabet
}

// languages are the languages that have titles of their own. Chinese, Japanese
// and Korean titles are made of syllables; other languages borrow English.
//
//nolint:misspell // most of it is not English
var languages = map[string]*language{
	"eng": {
		code: "eng", script: 'a', and: "and", supplement: "Supplement",
		named:    []string{"%p %t of %s", "%t of the %p Society of %s", "%p %s", "%s in %p", "%p", "%t of the University of %p. %s", "The %p %t", "Advances in %s and %p studies", "%p %t of applied %s"},
		plain:    []string{"%t of %s", "%s %t", "International %t of %s and %s", "%s and %s"},
		kinds:    []string{"Journal", "Annals", "Bulletin", "Review", "Proceedings", "Transactions", "Archives", "Quarterly", "Newsletter", "Yearbook", "Annual report", "Gazette", "Magazine", "Reports", "Studies", "Papers", "Monographs", "Letters", "Notes", "Directory"},
		subjects: []string{"physics", "chemistry", "botany", "zoology", "geology", "mathematics", "statistics", "computer science", "medicine", "surgery", "nursing", "public health", "law", "economics", "accounting", "education", "psychology", "philosophy", "theology", "history", "archaeology", "linguistics", "literature", "music", "architecture", "agriculture", "forestry", "fisheries", "engineering", "materials science", "transport", "energy", "water resources", "climate", "ecology", "genetics", "immunology", "neurology", "cardiology", "oncology", "dentistry", "pharmacy", "veterinary science", "nutrition", "sport", "tourism", "sociology", "anthropology", "geography", "politics", "librarianship", "information systems", "telecommunications", "marketing", "banking", "local government", "family history", "photography", "film", "theatre"},
		bodies:   []string{"University of %p", "%p Society of %s", "Institute of %s, %p", "%p Association", "American Society for %s", "National Research Council on %s", "%p College", "Department of %s of %p", "Royal Academy of %p"},
	},
	"fre": {
		code: "fre", script: 'b', and: "et", supplement: "Supplément",
		named:    []string{"%t de la Société de %s de %p", "%t %p", "%t de %p", "%t de l'Institut de %s de %p", "L'écho de %p", "%t municipal de %p", "%p, %t de %s"},
		plain:    []string{"%t de %s", "%s et %s"},
		kinds:    []string{"Revue", "Annales", "Bulletin", "Cahiers", "Journal", "Actes", "Archives", "Mémoires", "Lettre", "Courrier", "Annuaire", "Études", "Rapport annuel"},
		subjects: []string{"physique", "chimie", "botanique", "géologie", "médecine", "chirurgie", "droit", "économie", "pédagogie", "psychologie", "philosophie", "théologie", "histoire", "archéologie", "linguistique", "littérature", "musique", "architecture", "agriculture", "sylviculture", "génie civil", "écologie", "génétique", "sociologie", "géographie", "sciences politiques", "démographie", "pharmacie"},
		bodies:   []string{"Université de %p", "Société de %s de %p", "Institut de %s", "Académie de %p", "Association %p", "Centre de recherches de %s"},
	},
	"ger": {
		code: "ger", script: 'b', and: "und", supplement: "Beiheft",
		named:    []string{"%p %t für %s", "%t der Gesellschaft für %s in %p", "%p %t", "%t des Instituts für %s der Universität %p", "Amtsblatt der Gemeinde %p", "%s in %p"},
		plain:    []string{"%t für %s", "%s und %s"},
		kinds:    []string{"Zeitschrift", "Jahrbuch", "Mitteilungen", "Archiv", "Annalen", "Berichte", "Beiträge", "Blätter", "Schriftenreihe", "Rundschau", "Nachrichten", "Anzeiger", "Jahresbericht"},
		subjects: []string{"Physik", "Chemie", "Botanik", "Geologie", "Mathematik", "Medizin", "Chirurgie", "Rechtswissenschaft", "Volkswirtschaft", "Pädagogik", "Psychologie", "Philosophie", "Theologie", "Geschichte", "Archäologie", "Sprachwissenschaft", "Literatur", "Musik", "Architektur", "Landwirtschaft", "Forstwesen", "Maschinenbau", "Ökologie", "Genetik", "Soziologie", "Geographie", "Politik", "Bibliothekswesen"},
		bodies:   []string{"Universität %p", "Gesellschaft für %s", "Institut für %s %p", "Verein %p", "Akademie der Wissenschaften %p", "Landesamt für %s"},
	},
	"spa": {
		code: "spa", script: 'b', and: "y", supplement: "Suplemento",
		named:    []string{"%t %p de %s", "%t de la Universidad de %p. %s", "%t de %p", "%t de la Sociedad de %s de %p", "Boletín oficial de %p"},
		plain:    []string{"%t de %s", "%s y %s"},
		kinds:    []string{"Revista", "Anales", "Boletín", "Cuadernos", "Archivos", "Memorias", "Estudios", "Gaceta", "Anuario", "Actas", "Informe anual"},
		subjects: []string{"física", "química", "botánica", "geología", "matemáticas", "medicina", "cirugía", "derecho", "economía", "educación", "psicología", "filosofía", "teología", "historia", "arqueología", "lingüística", "literatura", "música", "arquitectura", "agricultura", "ingeniería", "ecología", "genética", "sociología", "geografía", "comunicación"},
		bodies:   []string{"Universidad de %p", "Sociedad de %s de %p", "Instituto de %s", "Academia de %p", "Colegio de %p"},
	},
	"por": {
		code: "por", script: 'b', and: "e", supplement: "Suplemento",
		named:    []string{"%t %p de %s", "%t da Universidade de %p. %s", "%t do Instituto de %s de %p"},
		plain:    []string{"%t de %s", "%s e %s"},
		kinds:    []string{"Revista", "Anais", "Boletim", "Cadernos", "Arquivos", "Estudos", "Anuário", "Jornal", "Relatório anual"},
		subjects: []string{"física", "química", "botânica", "geologia", "matemática", "medicina", "cirurgia", "direito", "economia", "educação", "psicologia", "filosofia", "teologia", "história", "arqueologia", "linguística", "literatura", "música", "arquitetura", "agronomia", "engenharia", "ecologia", "genética", "sociologia", "geografia", "enfermagem"},
		bodies:   []string{"Universidade de %p", "Sociedade de %s de %p", "Instituto de %s", "Academia de %p"},
	},
	"ita": {
		code: "ita", script: 'b', and: "e", supplement: "Supplemento",
		named:    []string{"%t %p di %s", "%t dell'Università di %p. %s", "%t di %p"},
		plain:    []string{"%t di %s", "%s e %s"},
		kinds:    []string{"Rivista", "Annali", "Bollettino", "Quaderni", "Archivio", "Atti", "Studi", "Giornale", "Annuario", "Memorie"},
		subjects: []string{"fisica", "chimica", "botanica", "geologia", "matematica", "medicina", "chirurgia", "diritto", "economia", "pedagogia", "psicologia", "filosofia", "teologia", "storia", "archeologia", "linguistica", "letteratura", "musica", "architettura", "agricoltura", "ingegneria", "ecologia", "genetica", "sociologia", "geografia"},
		bodies:   []string{"Università di %p", "Società di %s di %p", "Istituto di %s", "Accademia di %p"},
	},
	"rus": {
		code: "rus", script: 'c', and: "i", supplement: "Prilozhenie", original: cyrillic,
		named:    []string{"%t %p. %s", "%t Instituta %s %p", "%p %t"},
		plain:    []string{"%t %s", "%s i %s"},
		kinds:    []string{"Vestnik", "Zhurnal", "Trudy", "Izvestii͡a", "Bi͡ulletenʹ", "Uchenye zapiski", "Voprosy", "Sbornik", "Ezhegodnik", "Doklady"},
		subjects: []string{"fiziki", "khimii", "botaniki", "geologii", "matematiki", "medit͡siny", "khirurgii", "prava", "ėkonomiki", "pedagogiki", "psikhologii", "filosofii", "istorii", "arkheologii", "lingvistiki", "literatury", "muzyki", "arkhitektury", "mashinostroenii͡a", "ėkologii", "genetiki", "sot͡siologii", "geografii", "ėnergetiki"},
		bodies:   []string{"%p universitet", "Institut %s", "Akademii͡a nauk %p", "Obshchestvo %s"},
	},
	"gre": {
		code: "gre", script: 'g', and: "kai", supplement: "parartēma", original: greek,
		named:    []string{"%t %p", "%p. %t %s"},
		plain:    []string{"%t %s", "%s kai %s"},
		kinds:    []string{"periodiko", "epetērida", "deltio", "archeio", "meletes", "chronika"},
		subjects: []string{"physikēs", "chēmeias", "iatrikēs", "istorias", "archaiologias", "philosophias", "theologias", "mousikēs", "geōgraphias", "oikonomias", "dikaiou", "logotechnias"},
		bodies:   []string{"Panepistēmio %p", "Etaireia %s", "Akadēmia %p"},
	},
	"ara": {
		code: "ara", script: 'f', and: "wa", supplement: "mulhaq", original: arabic,
		named:    []string{"%t %p %s"},
		plain:    []string{"%t %s", "%s wa %s"},
		kinds:    []string{"majallat", "dirasat", "nashrat", "hawliyat", "sahifat", "buhuth"},
		subjects: []string{"altib", "alqanun", "altarikh", "alfalsafa", "aladab", "aliqtisad", "alzira'a", "alhandasa", "alfizya", "alkimya", "alriyadiyat", "alfiqh"},
		bodies:   []string{"Jamiat %p", "Mahad %s", "Markaz %s %p"},
	},
	"dut": {
		code: "dut", script: 'b', and: "en", supplement: "Supplement",
		named:    []string{"%t voor %s in %p", "%t van de Universiteit %p", "%p %t", "%t van het %p Genootschap"},
		plain:    []string{"%t voor %s", "%s en %s"},
		kinds:    []string{"Tijdschrift", "Jaarboek", "Mededelingen", "Archief", "Berichten", "Verslag", "Nieuwsbrief", "Bijdragen"},
		subjects: []string{"natuurkunde", "scheikunde", "geneeskunde", "rechtsgeleerdheid", "economie", "onderwijs", "geschiedenis", "letterkunde", "muziek", "landbouw", "waterbouw", "sociologie", "theologie"},
		bodies:   []string{"Universiteit van %p", "Vereniging voor %s", "Instituut voor %s %p"},
	},
	"swe": {
		code: "swe", script: 'b', and: "och", supplement: "Bilaga",
		named:    []string{"%t för %s i %p", "%p %t", "%p universitets %t"},
		plain:    []string{"%t för %s", "%s och %s"},
		kinds:    []string{"Tidskrift", "Årsbok", "Meddelanden", "Handlingar", "Rapport", "Skrifter", "Nyhetsbrev"},
		subjects: []string{"fysik", "kemi", "medicin", "juridik", "ekonomi", "pedagogik", "historia", "litteratur", "musik", "skogsbruk", "teknik", "sociologi"},
		bodies:   []string{"%p universitet", "Föreningen för %s", "Institutet för %s, %p"},
	},
	"dan": {
		code: "dan", script: 'b', and: "og", supplement: "Tillæg",
		named:    []string{"%t for %s i %p", "%p %t"},
		plain:    []string{"%t for %s", "%s og %s"},
		kinds:    []string{"Tidsskrift", "Årbog", "Meddelelser", "Årsberetning", "Skrifter", "Blad"},
		subjects: []string{"fysik", "kemi", "medicin", "jura", "økonomi", "pædagogik", "historie", "litteratur", "musik", "landbrug"},
		bodies:   []string{"%p Universitet", "Foreningen for %s"},
	},
	"nor": {
		code: "nor", script: 'b', and: "og", supplement: "Tillegg",
		named:    []string{"%t for %s i %p", "%p %t"},
		plain:    []string{"%t for %s", "%s og %s"},
		kinds:    []string{"Tidsskrift", "Årbok", "Meddelelser", "Årsmelding", "Skrifter"},
		subjects: []string{"fysikk", "kjemi", "medisin", "rett", "økonomi", "pedagogikk", "historie", "fiskeri", "skogbruk"},
		bodies:   []string{"Universitetet i %p", "Foreningen for %s"},
	},
	"fin": {
		code: "fin", script: 'b', and: "ja", supplement: "Liite",
		named:    []string{"%p %t", "%pn %s", "%p yliopiston %t"},
		plain:    []string{"%s ja %s"},
		kinds:    []string{"aikakauskirja", "vuosikirja", "tiedonantoja", "julkaisuja", "lehti", "raportti"},
		subjects: []string{"fysiikka", "kemia", "lääketiede", "oikeus", "talous", "kasvatus", "historia", "metsätalous", "tekniikka"},
		bodies:   []string{"%p yliopisto", "%p seura"},
	},
	"pol": {
		code: "pol", script: 'b', and: "i", supplement: "Dodatek",
		named:    []string{"%t %s. %p", "%p %t %s", "%t Uniwersytetu w %p"},
		plain:    []string{"%t %s", "%s i %s"},
		kinds:    []string{"Rocznik", "Przegląd", "Zeszyty naukowe", "Studia", "Prace", "Kwartalnik", "Biuletyn", "Wiadomości"},
		subjects: []string{"fizyki", "chemii", "medycyny", "prawa", "ekonomii", "pedagogiki", "historii", "literatury", "muzyki", "rolnictwa", "inżynierii", "socjologii"},
		bodies:   []string{"Uniwersytet w %p", "Towarzystwo %s", "Instytut %s w %p"},
	},
	"cze": {
		code: "cze", script: 'b', and: "a", supplement: "Příloha",
		named:    []string{"%t %s %p", "%p %t"},
		plain:    []string{"%t %s", "%s a %s"},
		kinds:    []string{"Časopis", "Sborník", "Ročenka", "Zprávy", "Věstník", "Listy"},
		subjects: []string{"fyziky", "chemie", "lékařství", "práva", "ekonomiky", "pedagogiky", "historie", "hudby", "lesnictví"},
		bodies:   []string{"Univerzita %p", "Společnost %s", "Ústav %s, %p"},
	},
	"hun": {
		code: "hun", script: 'b', and: "és", supplement: "Melléklet",
		named:    []string{"%p %t", "%p és %s", "%p egyetem %t"},
		plain:    []string{"%s és %s"},
		kinds:    []string{"közlemények", "évkönyv", "szemle", "folyóirat", "értesítő", "hírlevél"},
		subjects: []string{"fizika", "kémia", "orvostudomány", "jog", "gazdaság", "nevelés", "történelem", "zene", "mezőgazdaság"},
		bodies:   []string{"%p Egyetem", "%p Társaság"},
	},
	"tur": {
		code: "tur", script: 'b', and: "ve", supplement: "Ek",
		named:    []string{"%p üniversitesi %s %t", "%p %t"},
		plain:    []string{"%s ve %s", "%s %t"},
		kinds:    []string{"dergisi", "bülteni", "yıllığı", "araştırmaları", "gazetesi"},
		subjects: []string{"fizik", "kimya", "tıp", "hukuk", "iktisat", "eğitim", "tarih", "edebiyat", "müzik", "ziraat"},
		bodies:   []string{"%p Üniversitesi", "%p Derneği"},
	},
	"ind": {
		code: "ind", script: 'a', and: "dan", supplement: "Suplemen",
		named:    []string{"%t %s %p", "%t Universitas %p", "%p: %t %s"},
		plain:    []string{"%t %s", "%s dan %s"},
		kinds:    []string{"Jurnal", "Majalah", "Buletin", "Prosiding", "Warta"},
		subjects: []string{"fisika", "kimia", "kedokteran", "hukum", "ekonomi", "pendidikan", "sejarah", "pertanian", "teknik", "kesehatan masyarakat"},
		bodies:   []string{"Universitas %p", "Lembaga %s", "Politeknik %p"},
	},
	"rum": {
		code: "rum", script: 'b', and: "și", supplement: "Supliment",
		named:    []string{"%t de %s din %p", "%t Universității %p", "%p %t"},
		plain:    []string{"%t de %s", "%s și %s"},
		kinds:    []string{"Revista", "Analele", "Buletinul", "Studii", "Cercetări", "Anuarul"},
		subjects: []string{"fizică", "chimie", "medicină", "drept", "economie", "istorie", "filologie", "muzică", "agricultură"},
		bodies:   []string{"Universitatea din %p", "Institutul de %s"},
	},
	"srp": {
		code: "srp", script: 'c', and: "i", supplement: "Dodatak", original: cyrillic,
		named:    []string{"%t %s %p", "%p %t"},
		plain:    []string{"%t %s", "%s i %s"},
		kinds:    []string{"Časopis", "Glasnik", "Zbornik", "Letopis", "Zapisi"},
		subjects: []string{"fizike", "hemije", "medicine", "prava", "ekonomije", "istorije", "muzike"},
		bodies:   []string{"Univerzitet %p", "Institut %s"},
	},
	"hrv": {
		code: "hrv", script: 'b', and: "i", supplement: "Prilog",
		named:    []string{"%t %s %p", "%p %t"},
		plain:    []string{"%t %s", "%s i %s"},
		kinds:    []string{"Časopis", "Glasnik", "Zbornik", "Ljetopis", "Vjesnik"},
		subjects: []string{"fizike", "kemije", "medicine", "prava", "ekonomije", "povijesti", "glazbe", "šumarstva"},
		bodies:   []string{"Sveučilište %p", "Institut %s"},
	},
	"ukr": {
		code: "ukr", script: 'c', and: "i", supplement: "Dodatok", original: cyrillic,
		named:    []string{"%t %s %p", "%p %t"},
		plain:    []string{"%t %s", "%s i %s"},
		kinds:    []string{"Visnyk", "Zhurnal", "Naukovi zapysky", "Zbirnyk", "Shchorichnyk"},
		subjects: []string{"fizyky", "khimiï", "medytsyny", "prava", "ekonomiky", "pedahohiky", "istoriï", "muzyky"},
		bodies:   []string{"%p universytet", "Instytut %s"},
	},
	"bul": {
		code: "bul", script: 'c', and: "i", supplement: "Prilozhenie", original: cyrillic,
		named:    []string{"%t %s %p", "%p %t"},
		plain:    []string{"%t %s", "%s i %s"},
		kinds:    []string{"Spisanie", "Izvestija", "Godishnik", "Trudove", "Bjuletin"},
		subjects: []string{"fizika", "khimija", "medicina", "pravo", "ikonomika", "istorija", "muzika"},
		bodies:   []string{"%p universitet", "Institut %s"},
	},
	"per": {
		code: "per", script: 'f', and: "va", supplement: "zamima", original: arabic,
		named:    []string{"%t %s %p", "%p %t"},
		plain:    []string{"%t %s", "%s va %s"},
		kinds:    []string{"majalla", "nashriya", "faslnama", "salnama", "pazhuhish"},
		subjects: []string{"tibb", "huquq", "tarikh", "falsafa", "adabiyat", "iqtisad", "kishavarzi"},
		bodies:   []string{"Danishgah %p", "Anjuman %s"},
	},
	"heb": {
		code: "heb", script: 'h', and: "u", supplement: "musaf", original: hebrew,
		named:    []string{"%t %s %p", "%p %t"},
		plain:    []string{"%t %s", "%s u %s"},
		kinds:    []string{"riv'on", "alon", "shenaton", "kovets", "yediot"},
		subjects: []string{"refuah", "mishpat", "historyah", "sifrut", "hinukh", "kalkalah", "musikah"},
		bodies:   []string{"Universitat %p", "Agudat %s"},
	},
}
