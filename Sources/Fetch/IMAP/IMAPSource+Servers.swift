import Archive
import IMAP
import Net

extension IMAPSource {
  static func knownServer(ofDomain domain: String) -> MailServer? { providers[domain] }

  static func likelyServers(ofDomain domain: String) -> [MailServer] {
    let hosts = ["imap.\(domain)", "mail.\(domain)", domain]
    return hosts.map { MailServer($0, mailProtocol: .imap) }
      + hosts.map { MailServer($0, .starttls, mailProtocol: .imap) }
  }

  static func answers(at server: MailServer) -> Bool {
    var settings = IMAPSettings(
      Endpoint(host: server.host, port: server.port),
      security: server.security == .starttls ? .starttls : .tls)
    let patience = Duration.seconds(Limits.guessSeconds)
    settings.time.connect = patience
    settings.time.handshake = patience
    settings.time.idle = patience
    guard let client = try? IMAPClient.connect(settings) else { return false }
    client.logout()
    return true
  }

  private static let providers: [String: MailServer] = {
    let appPassword = "It wants an app password, made in the account's security settings."
    let switchedOn = "Switch IMAP on in the provider's settings first."
    let google = MailServer(
      "imap.gmail.com", mailProtocol: .imap,
      advice:
        "\(appPassword) Gmail gives 2,500 MB a day by IMAP: of a larger mailbox, import a Takeout "
        + "first.")
    let microsoft = MailServer(
      "outlook.office365.com", mailProtocol: .imap,
      advice: "Switch IMAP on in the settings of Outlook. It takes no passwords, only OAuth.",
      oauth: .microsoft)
    let servers: [(MailServer, String)] = [
      (google, "gmail.com googlemail.com"),
      (microsoft, "outlook.com outlook.de hotmail.com hotmail.de live.com live.de msn.com"),
      (
        MailServer("imap.mail.yahoo.com", mailProtocol: .imap, advice: appPassword),
        "yahoo.com yahoo.ca yahoo.de yahoo.it yahoo.fr yahoo.es yahoo.se yahoo.co.in"
      ),
      (
        MailServer("imap.aol.com", mailProtocol: .imap, advice: appPassword),
        "aol.com aim.com netscape.net netscape.com compuserve.com cs.com wmconnect.com aol.de"
      ),
      (MailServer("imap.aol.com", mailProtocol: .imap), "verizon.net"),
      (MailServer("imap.mail.yahoo.com", mailProtocol: .imap), "cox.net"),
      (MailServer("imap.mail.yahoo.com", mailProtocol: .imap), "rogers.com"),
      (
        MailServer("imap.mail.att.net", mailProtocol: .imap),
        "ameritech.net att.net bellsouth.net currently.com flash.net nvbell.net pacbell.net prodigy.net"
      ),
      (
        MailServer("imap.mail.me.com", mailProtocol: .imap, advice: appPassword),
        "mac.com me.com icloud.com"
      ),
      (
        MailServer("imap.gmx.net", mailProtocol: .imap, advice: switchedOn),
        "gmx.net gmx.de gmx.at gmx.ch gmx.eu gmx.biz gmx.org gmx.info"
      ),
      (
        MailServer("imap.gmx.com", mailProtocol: .imap, advice: switchedOn),
        "gmx.com gmx.tm gmx.us gmx.co.uk gmx.es gmx.fr gmx.ca gmx.cn"
      ),
      (MailServer("imap.web.de", mailProtocol: .imap, advice: switchedOn), "web.de"),
      (
        MailServer("imap.mail.com", mailProtocol: .imap),
        "mail.com mail.org email.com post.com usa.com accountant.com consultant.com dr.com"
      ),
      (MailServer("secureimap.t-online.de", mailProtocol: .imap), "t-online.de magenta.de"),
      (MailServer("mx.freenet.de", mailProtocol: .imap, advice: switchedOn), "freenet.de"),
      (
        MailServer("imap.ionos.de", mailProtocol: .imap),
        "online.de onlinehome.de sofortstart.de sofort-start.de sofortsurf.de sofort-surf.de go4more.de kundenserver.de"
      ),
      (MailServer("imap.strato.de", mailProtocol: .imap), "strato.de rzone.de"),
      (
        MailServer("imap.vodafonemail.de", mailProtocol: .imap),
        "vodafonemail.de arcor.de kabelmail.de"
      ),
      (
        MailServer("posteo.de", mailProtocol: .imap),
        "posteo.de posteo.at posteo.be posteo.ca posteo.ch posteo.cl posteo.co posteo.co.uk"
      ),
      (MailServer("imap.mailbox.org", mailProtocol: .imap), "mailbox.org secure.mailbox.org"),
      (
        MailServer("imap.fastmail.com", mailProtocol: .imap, advice: appPassword),
        "fastmail.com fastmail.fm fastmail.de fastmail.co.uk fastmail.net fastmail.org sent.com eml.cc"
      ),
      (
        MailServer("imap.zoho.com", mailProtocol: .imap, advice: switchedOn),
        "zoho.com zohomail.com"
      ),
      (MailServer("imap.zoho.eu", mailProtocol: .imap, advice: switchedOn), "zoho.eu zohomail.eu"),
      (MailServer("imap.zoho.in", mailProtocol: .imap, advice: switchedOn), "zoho.in zohomail.in"),
      (
        MailServer("imap.zoho.com.au", mailProtocol: .imap, advice: switchedOn),
        "zoho.com.au zohomail.com.au"
      ),
      (MailServer("imap.zoho.jp", mailProtocol: .imap, advice: switchedOn), "zoho.jp zohomail.jp"),
      (
        MailServer("imap.zohocloud.ca", mailProtocol: .imap, advice: switchedOn),
        "zohocloud.ca zohomailcloud.ca"
      ),
      (
        MailServer("imap.yandex.com", mailProtocol: .imap, advice: appPassword),
        "yandex.ru yandex.com yandex.net yandex.by yandex.kz yandex.ua ya.ru narod.ru"
      ),
      (
        MailServer("imap.mail.ru", mailProtocol: .imap, advice: appPassword),
        "mail.ru inbox.ru list.ru bk.ru corp.mail.ru"
      ),
      (MailServer("imap.rambler.ru", mailProtocol: .imap), "rambler.ru"),
      (MailServer("imap.orange.fr", mailProtocol: .imap), "orange.fr wanadoo.fr"),
      (MailServer("imap.free.fr", mailProtocol: .imap), "free.fr"),
      (MailServer("imap.sfr.fr", mailProtocol: .imap), "sfr.fr neuf.fr club-internet.fr"),
      (MailServer("imap.laposte.net", mailProtocol: .imap), "laposte.net"),
      (
        MailServer("imapmail.libero.it", mailProtocol: .imap),
        "libero.it iol.it blu.it inwind.it giallo.it"
      ),
      (MailServer("in.virgilio.it", mailProtocol: .imap), "virgilio.it"),
      (MailServer("imap.tiscali.it", mailProtocol: .imap), "tiscali.it"),
      (MailServer("imap.tim.it", .starttls, mailProtocol: .imap), "tim.it"),
      (MailServer("in.alice.it", .starttls, mailProtocol: .imap), "alice.it"),
      (
        MailServer("imaps.pec.aruba.it", mailProtocol: .imap),
        "pec.it arubapec.it mypec.eu gigapec.it ingpec.eu"
      ),
      (
        MailServer("imap.seznam.cz", mailProtocol: .imap), "seznam.cz email.cz post.cz spoluzaci.cz"
      ),
      (MailServer("imap.wp.pl", mailProtocol: .imap, advice: appPassword), "wp.pl"),
      (MailServer("poczta.o2.pl", mailProtocol: .imap), "o2.pl go2.pl tlen.pl prokonto.pl"),
      (
        MailServer("imap.poczta.onet.pl", mailProtocol: .imap),
        "onet.pl onet.eu poczta.onet.pl poczta.onet.eu op.pl vp.pl autograf.pl buziaczek.pl"
      ),
      (
        MailServer("poczta.interia.pl", mailProtocol: .imap),
        "interia.pl interia.eu poczta.fm vip.interia.pl intmail.pl interia.com"
      ),
      (MailServer("imap.uol.com.br", mailProtocol: .imap), "uol.com.br"),
      (MailServer("imap.bol.com.br", mailProtocol: .imap), "bol.com.br"),
      (MailServer("imap.qq.com", mailProtocol: .imap, advice: appPassword), "qq.com foxmail.com"),
      (
        MailServer("imap.163.com", mailProtocol: .imap, advice: appPassword),
        "163.com 126.com yeah.net"
      ),
      (MailServer("imap.sina.com", mailProtocol: .imap), "sina.com sina.cn vip.sina.com"),
      (MailServer("imap.naver.com", mailProtocol: .imap), "naver.com"),
      (MailServer("imap.daum.net", mailProtocol: .imap), "daum.net hanmail.net"),
      (MailServer("imap.comcast.net", mailProtocol: .imap), "comcast.net xfinity.com"),
      (
        MailServer("mobile.charter.net", mailProtocol: .imap),
        "charter.net spectrum.net bresnan.net"
      ),
      (MailServer("mail.twc.com", mailProtocol: .imap), "rr.com"),
      (MailServer("imap.bell.net", mailProtocol: .imap), "bell.net sympatico.ca"),
      (
        MailServer("mail.btinternet.com", mailProtocol: .imap),
        "btinternet.com btopenworld.com talk21.com"
      ),
      (MailServer("imap.tools.sky.com", mailProtocol: .imap, advice: appPassword), "sky.com"),
      (
        MailServer("imap.virginmedia.com", mailProtocol: .imap, advice: appPassword),
        "virginmedia.com"
      ),
      (
        MailServer("mail.talktalk.net", mailProtocol: .imap),
        "talktalk.net tiscali.co.uk lineone.net pipex.com tinyworld.co.uk onetel.com"
      ),
      (
        MailServer("imaps.bluewin.ch", mailProtocol: .imap, advice: appPassword),
        "bluewin.ch bluemail.ch"
      ),
      (MailServer("securemail.a1.net", mailProtocol: .imap), "a1.net aon.at"),
      (MailServer("imap.telenet.be", mailProtocol: .imap), "telenet.be"),
      (
        MailServer("imap.proximus.be", mailProtocol: .imap),
        "skynet.be proximus.be belgacom.net kidcity.be"
      ),
      (
        MailServer("imap.kpnmail.nl", mailProtocol: .imap),
        "kpnmail.nl kpnplanet.nl planet.nl wxs.nl hetnet.nl freeler.nl snelnet.net on.nl"
      ),
      (
        MailServer("imap.ziggo.nl", mailProtocol: .imap),
        "hahah.nl ziggomail.com casema.nl zinders.nl ziggo.nl zeggis.nl zeggis.com razcall.nl"
      ),
      (MailServer("mailin.telia.com", mailProtocol: .imap), "telia.com"),
      (MailServer("ssl0.ovh.net", mailProtocol: .imap), "ovh.net"),
      (MailServer("mail.gandi.net", mailProtocol: .imap), "gandi.net"),
      (MailServer("secure.emailsrvr.com", mailProtocol: .imap), "emailsrvr.com"),
      (MailServer("imap.migadu.com", mailProtocol: .imap), "migadu.com"),
      (MailServer("mail.runbox.com", mailProtocol: .imap), "runbox.com runbox.no"),
      (MailServer("imap.mailfence.com", mailProtocol: .imap), "mailfence.com"),
      (MailServer("mail.your-server.de", mailProtocol: .imap), "your-server.de"),
      (MailServer("mail.infomaniak.com", mailProtocol: .imap), "ik.me"),
      (MailServer("sslin.df.eu", mailProtocol: .imap), "ispgateway.de"),
      (MailServer("imap.secureserver.net", mailProtocol: .imap), "secureserver.net"),
      (MailServer("imap.one.com", mailProtocol: .imap), "one.com"),
      (
        MailServer("imap.earthlink.net", mailProtocol: .imap),
        "earthlink.net mindspring.com ix.netcom.com"
      ),
      (
        MailServer("imap.telstra.com", mailProtocol: .imap),
        "bigpond.com bigpond.net.au telstra.com bigpond.net"
      ),
      (MailServer("imap.xtra.co.nz", mailProtocol: .imap), "xtra.co.nz"),
      (
        MailServer("imap.sapo.pt", mailProtocol: .imap),
        "sapo.pt sapo.cv sapo.ao sapo.mz sapo.tl meo.pt"
      ),
      (MailServer("mail.inbox.lv", mailProtocol: .imap), "inbox.lv inbox.eu inbox.lt inbox.la"),
    ]
    return servers.reduce(into: [:]) { table, entry in
      for domain in entry.1.split(separator: " ") { table[String(domain)] = entry.0 }
    }
  }()
}
