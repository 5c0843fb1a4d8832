/// Configuration files for a Dovecot 2.3 that runs as one unprivileged account, everything below one
/// directory.
enum DovecotConfiguration {
  static func main(
    directory: String, _ name: Dovecot.ProtocolName, plainPort: UInt16, tlsPort: UInt16,
    account: String, settings: String
  ) -> String {
    let group = account == "nobody" ? "nogroup" : account
    return """
      protocols = \(name.rawValue)
      listen = 127.0.0.1
      base_dir = \(directory)/run
      state_dir = \(directory)/state
      log_path = \(directory)/dovecot.log
      default_internal_user = \(account)
      default_internal_group = \(group)
      default_login_user = \(account)
      mail_uid = \(account)
      mail_gid = \(group)
      first_valid_uid = 1
      first_valid_gid = 1
      default_vsz_limit = 512 M
      service anvil {
        chroot =
        # No growing delay after refused logins.
        unix_listener anvil-auth-penalty {
          mode = 0
        }
      }
      service stats {
        chroot =
      }
      service \(name.rawValue)-login {
        chroot =
        process_min_avail = 1
        service_count = 0
        inet_listener \(name.rawValue) {
          port = \(plainPort)
        }
        inet_listener \(name.rawValue)s {
          port = \(tlsPort)
          ssl = yes
        }
      }

      ssl = yes
      ssl_cert = <\(directory)/tls/server.pem
      ssl_key = <\(directory)/tls/server.key
      ssl_ca = <\(directory)/tls/ca.pem
      ssl_require_crl = no
      ssl_verify_client_cert = yes
      ssl_min_protocol = TLSv1.2
      ssl_dh =
      auth_ssl_username_from_cert = yes
      disable_plaintext_auth = no

      auth_mechanisms = plain login cram-md5 apop scram-sha-1 scram-sha-256 external xoauth2 oauthbearer
      auth_username_chars =
      auth_username_format = %u
      auth_failure_delay = 0
      mail_max_userip_connections = 0
      passdb {
        driver = oauth2
        mechanisms = xoauth2 oauthbearer
        args = \(directory)/oauth2.conf.ext
      }
      passdb {
        driver = static
        mechanisms = external
        args = nopassword=yes
      }
      passdb {
        driver = passwd-file
        args = scheme=PLAIN username_format=%u \(directory)/users
      }
      userdb {
        driver = static
        args = uid=\(account) gid=\(group) home=\(directory)/mail/%u allow_all_users=yes
      }
      mail_location = maildir:\(directory)/mail/%u:INDEX=\(directory)/index/%u
      mail_fsync = never
      namespace inbox {
        inbox = yes
        separator = /
        mailbox Gesendet {
          special_use = \\Sent
          auto = no
        }
      }
      protocol pop3 {
        pop3_uidl_format = %g
        pop3_no_flag_updates = no
        pop3_lock_session = no
      }
      \(settings)
      """ + "\n"
  }

  /// Tokens are checked against a key file, without any network.
  static func oauth(_ directory: String) -> String {
    """
    introspection_mode = local
    local_validation_key_dict = fs:posix:prefix=\(directory)/jwt/
    username_attribute = sub
    openid_configuration_url = https://login.invalid/.well-known/openid-configuration
    issuers = https://login.invalid
    scope = mail
    """ + "\n"
  }
}
