package generate

// hanSyllables are characters with their readings: Chinese (pinyin), Japanese
// (Hepburn) and, as hangul, Korean (McCune-Reischauer).
var hanSyllables = []struct{ han, pinyin, hepburn, hangul, korean string }{
	{"学", "xue", "gaku", "학", "hak"}, {"报", "bao", "hō", "보", "po"}, {"科", "ke", "ka", "과", "kwa"},
	{"技", "ji", "gi", "기", "ki"}, {"医", "yi", "i", "의", "ŭi"}, {"药", "yao", "yaku", "약", "yak"},
	{"大", "da", "dai", "대", "tae"}, {"国", "guo", "koku", "국", "kuk"}, {"文", "wen", "bun", "문", "mun"},
	{"化", "hua", "ka", "화", "hwa"}, {"经", "jing", "kei", "경", "kyŏng"}, {"济", "ji", "sai", "제", "che"},
	{"法", "fa", "hō", "법", "pŏp"}, {"律", "lü", "ritsu", "률", "yul"}, {"教", "jiao", "kyō", "교", "kyo"},
	{"育", "yu", "iku", "육", "yuk"}, {"历", "li", "reki", "력", "yŏk"}, {"史", "shi", "shi", "사", "sa"},
	{"农", "nong", "nō", "농", "nong"}, {"业", "ye", "gyō", "업", "ŏp"}, {"工", "gong", "kō", "공", "kong"},
	{"程", "cheng", "tei", "정", "chŏng"}, {"电", "dian", "den", "전", "chŏn"}, {"子", "zi", "shi", "자", "cha"},
	{"水", "shui", "sui", "수", "su"}, {"地", "di", "chi", "지", "chi"}, {"理", "li", "ri", "리", "ri"},
	{"生", "sheng", "sei", "생", "saeng"}, {"物", "wu", "butsu", "물", "mul"}, {"海", "hai", "kai", "해", "hae"},
	{"洋", "yang", "yō", "양", "yang"}, {"北", "bei", "hoku", "북", "puk"}, {"南", "nan", "nan", "남", "nam"},
	{"东", "dong", "tō", "동", "tong"}, {"西", "xi", "sei", "서", "sŏ"}, {"中", "zhong", "chū", "중", "chung"},
	{"京", "jing", "kyō", "경", "kyŏng"}, {"林", "lin", "rin", "림", "im"}, {"山", "shan", "san", "산", "san"},
	{"音", "yin", "on", "음", "ŭm"}, {"乐", "yue", "gaku", "악", "ak"}, {"新", "xin", "shin", "신", "sin"},
	{"研", "yan", "ken", "연", "yŏn"}, {"究", "jiu", "kyū", "구", "ku"}, {"数", "shu", "sū", "수", "su"},
	{"通", "tong", "tsū", "통", "t'ong"}, {"信", "xin", "shin", "신", "sin"}, {"会", "hui", "kai", "회", "hoe"},
	{"社", "she", "sha", "사", "sa"}, {"环", "huan", "kan", "환", "hwan"}, {"境", "jing", "kyō", "경", "kyŏng"},
}
