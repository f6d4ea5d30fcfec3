import Glibc

/// Text to tokenize: English, code and a dozen other languages, always the same.
///
/// Words are drawn as in real text: the word of rank r as often as 1/r says, out of tens of thousands, of which the first
/// are real ones and the rest are made of syllables. So there are many rare words, as there are in real text.
struct TextSample {
    /// The documents, of a few kilobytes each.
    let documents: [String]
    let byteCount: Int

    init(byteCount: Int) {
        var writer = TextWriter()
        var documents: [String] = []
        var total = 0
        while total < byteCount {
            // Half of it English, a quarter code, a quarter other languages.
            let document =
                switch documents.count % 4 {
                case 0, 2: writer.prose(.english, sentences: 40)
                case 1: writer.code(lines: 90)
                default: writer.prose(Language.others[documents.count / 4 % Language.others.count], sentences: 40)
                }
            documents.append(document)
            total += document.utf8.count
        }
        self.documents = documents
        self.byteCount = total
    }
}

/// The words of a language and how they are put together.
struct Language {
    let words: [String]
    let syllables: [String]
    let space: String
    let stop: String

    init(_ words: String, syllables: String, space: String = " ", stop: String = ". ") {
        self.words = words.split(separator: " ").map(String.init)
        self.syllables = syllables.split(separator: " ").map(String.init)
        self.space = space
        self.stop = stop
    }

    static let english = Language(
        """
        the of and to a in is it you that he was for on are with as I his they be at one have this from or had by not but \
        what all were we when your can said there use an each which she do how their if will up other about out many then \
        them these so some her would make like him into time has look two more write go see number no way could people my \
        than first water been call who oil its now find long down day did get come made may part over new sound take only \
        little work know place year live me back give most very after thing our just name good sentence man think say great \
        where help through much before line right too mean old any same tell boy follow came want show also around form three \
        small set put end does another well large must big even such because turn here why ask went men read need land \
        different home us move try kind hand picture again change off play spell air away animal house point page letter \
        mother answer found study still learn should America world don't it's isn't they're we'll I'm you've can't
        """,
        syllables:
            "ta ri on er in con de re pro com ment ing ed ly tion al an ic is un ex per sub tor ver st mar len port")

    static let others: [Language] = [
        Language(
            "el la de que y en un ser se no haber por con su para como estar tener le lo todo pero más hacer o poder decir "
                + "este ir otro ese si me ya ver porque dar cuando él muy sin vez mucho saber qué sobre mi alguno niña año",
            syllables: "ción ado mente ra do es ar ió lla mos ñe te ca lu per que gui bro"),
        Language(
            "le de un à être et en avoir que pour dans ce il qui ne sur se pas plus par je avec tout faire son mettre autre "
                + "on mais nous comme ou si leur y dire elle avant deux même prendre où aussi celui bien très été été l'eau",
            syllables: "tion eur ais ment é è ou oi eau ch qu re lle ssé pre con"),
        Language(
            "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat "
                + "dass sie nach wird bei einer um am sind noch wie einem über einen so zum haben nur oder aber vor Straße",
            syllables: "ung keit ver be ge lich sch en er st ein aus ü ß ä heim"),
        Language(
            "и в не на я быть он с что а по это она этот к но они мы весь который из у то за свой что-то год так о для ты "
                + "же все тот мочь вы человек такой его сказать только или ещё бы себя один как уже до время если сам",
            syllables: "ра ни то ва ло ст ен ие ов ка пре за ть ся ой на"),
        Language(
            "και το να του η της με που την από για είναι στο ο τα σε δεν οι των μου θα τον στην αυτό ένα μια πως κι αλλά",
            syllables: "ση μα τα κα λο πε ρι ον ας ής τρ θε ων"),
        Language(
            "的 一 是 不 了 人 我 在 有 他 这 中 大 来 上 国 个 到 说 们 为 子 和 你 地 出 道 也 时 年 得 就 那 要 下 以 生 会 自 着 去 之 过 家 学 对 可",
            syllables: "北 京 天 气 公 园 散 步 喝 茶 小 猫 桌 睡 觉 城 市 河 山 海 书 语 言 模 型 数 据", space: "", stop: "。"),
        Language(
            "の に は を た が で て と し れ さ ある いる も する から な こと として い や れる など なっ ない この ため その あっ よう また もの あり まで",
            syllables: "東 京 今 日 天 気 カ タ ナ 公 園 散 歩 ひ ら が 学 校 語 本 コー ド ン ス", space: "", stop: "。"),
        Language(
            "이 그 저 것 수 있다 하다 되다 나 사람 우리 아니다 보다 거 같다 주다 대하다 가다 년 한 말 일 때 때문 그것 위하다 서울은 오늘은 날씨가",
            syllables: "가 나 다 라 에 서 는 을 를 의 도 시 한 국 어 로 기 하"),
        Language(
            "في من على أن إلى التي عن لا ما هذا هذه كان مع ذلك بين كل قد أو لم بعد حيث غير عند كما إن اليوم القاهرة",
            syllables: "ال ية ون ات مس تر كت بد عل من ها لي"),
        Language(
            "के है में की से और को का एक यह पर इस हैं ने भी कि हो तो ही या था जो कर वह अपने लिए दिन बच्चे मौसम",
            syllables: "का री ता ना सि मे प्र ति वा ला क्ष द्ध", stop: "। "),
        Language(
            "ที่ และ เป็น ใน ของ มี ได้ ไม่ ว่า จะ ให้ กับ การ มา ไป นี้ คน แต่ ก็ อยู่ วัน เมือง น้ำ",
            syllables: "กา รา มา นะ เท พ ศึก ษา ประ เทศ", space: "", stop: " "),
        Language("😀 🎉 👍 🚀 ❤️ 👩‍💻 👨‍👩‍👧‍👦 🇪🇸 ✅ ok wow lol thx", syllables: "ha he lol 😂 ✨", stop: "!! "),
    ]
}

/// Writes text from a fixed seed.
struct TextWriter {
    private var random = Random()

    mutating func prose(_ language: Language, sentences: Int) -> String {
        var text = ""
        for sentence in 0..<sentences {
            let count = 4 + random.integer(below: 18)
            for index in 0..<count {
                var word = word(language)
                if index == 0 { word = word.prefix(1).uppercased() + word.dropFirst() } else { text += language.space }
                text += word
                if index < count - 1, random.integer(below: 12) == 0 { text += language.space.isEmpty ? "，" : "," }
            }
            text += sentence % 6 == 5 ? "\(language.stop)\n\n" : language.stop
        }
        return text
    }

    mutating func code(lines: Int) -> String {
        var text = ""
        var depth = 0
        for _ in 0..<lines {
            let indentation = String(repeating: "    ", count: depth)
            let (a, b, c) = (identifier(), identifier(), identifier())
            let number = random.integer(below: 10000)
            switch random.integer(below: 9) {
            case 0: text += "\(indentation)func \(a)(_ \(b): Int, \(c): String = \"\(b)\") -> Bool {\n"
            case 1: text += "\(indentation)if \(a)[\(number)] >= \(b).count && !\(c) {\n"
            case 2:
                text += "\(indentation)let \(a) = \(b).map { $0 + \(number) } // \(word(.english)) \(word(.english))\n"
            case 3: text += "\(indentation)for \(a) in 0..<\(b) { \(c) += \(a) * \(number).5 }\n"
            case 4: text += "\(indentation)def \(a)(self, \(b)=None):\n\(indentation)    return {\"\(b)\": \(number)}\n"
            case 5: text += "\(indentation)\(a) = \(b)(\(c)); /* \(word(.english)) */\n"
            case 6: text += "\(indentation){\"\(a)\": [\(number), -0.\(number)], \"\(b)\": null}\n"
            case 7: text += "\n\(indentation)# \(word(.english)) \(word(.english)) \(word(.english))\n"
            default: text += "\(indentation)}\n"
            }
            if text.hasSuffix("{\n") {
                depth = min(depth + 1, 5)
            } else if text.hasSuffix("}\n") {
                depth = max(depth - 1, 0)
            }
        }
        return text
    }

    private mutating func identifier() -> String {
        let (first, second) = (word(.english), word(.english))
        switch random.integer(below: 4) {
        case 0: return first.lowercased()
        case 1: return "\(first)_\(second)".lowercased()
        default: return first.lowercased() + second.prefix(1).uppercased() + second.dropFirst()
        }
    }

    /// A word by Zipf's law out of tens of thousands.
    private mutating func word(_ language: Language) -> String {
        // Of ranks that are distributed like this, each is as likely as 1/rank.
        let scale = 15.6  // log2 of 50,000
        let rank = Int(exp2(random.unit() * scale))
        if rank <= language.words.count { return language.words[rank - 1] }
        var number = rank
        var word = ""
        repeat {
            word += language.syllables[number % language.syllables.count]
            number /= language.syllables.count
        } while number > 0
        return word
    }
}
