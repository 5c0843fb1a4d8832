import Foundation
import Net
import TestSupport

extension FetchClient {
  /// The clients for IMAP that are installed; prints which are not.
  static func installedForIMAP() -> [FetchClient] {
    [
      mailcask("mailcask --no-index", ["--no-index"], isIMAP: true),
      mailcask("mailcask, indexed", [], isIMAP: true),
    ]
      + installed(among: [
        ("mbsync", mbsync(syncs: true)), ("mbsync", mbsync(syncs: false)),
        ("offlineimap", offlineimap), ("getmail", getmail("SimpleIMAPSSLRetriever", true)),
      ])
  }

  /// - Parameter syncs: each message is on the disk before the next is asked for.
  private static func mbsync(syncs: Bool) -> FetchClient {
    let name = syncs ? "mbsync" : "mbsync, without fsync"
    return FetchClient(name: name, isIMAP: true) { setting in
      let file = try setting.file(
        "mbsyncrc",
        """
        FSync \(syncs ? "yes" : "no")

        IMAPAccount a
        Host \(setting.endpoint.host)
        Port \(setting.endpoint.port)
        User \(setting.user)
        Pass \(setting.password)
        SSLType IMAPS
        CertificateFile \(setting.authority)

        IMAPStore far
        Account a

        MaildirStore near
        SubFolders Verbatim
        Path \(setting.directory.path)/near/
        Inbox \(setting.directory.path)/near/INBOX

        Channel c
        Far :far:
        Near :near:
        Patterns *
        Create Near
        SyncState *
        Sync Pull

        """)
      try FileManager.default.createDirectory(
        atPath: setting.directory.path + "/near", withIntermediateDirectories: true)
      return (nil, ["mbsync", "-q", "-c", file, "-a"])
    }
  }

  private static let offlineimap = FetchClient(
    name: "offlineimap3", isIMAP: true, isSlow: true
  ) { setting in
    let file = try setting.file(
      "offlineimaprc",
      """
      [general]
      accounts = a
      metadata = \(setting.directory.path)/metadata
      [Account a]
      localrepository = near
      remoterepository = far
      [Repository near]
      type = Maildir
      localfolders = \(setting.directory.path)/near
      [Repository far]
      type = IMAP
      readonly = yes
      remotehost = \(setting.endpoint.host)
      remoteport = \(setting.endpoint.port)
      remoteuser = \(setting.user)
      remotepass = \(setting.password)
      ssl = yes
      sslcacertfile = \(setting.authority)

      """)
    return (nil, ["offlineimap", "-o", "-u", "quiet", "-c", file])
  }
}
