//! Encryption without a proxy: the certificate and its key, read again when the program is told to.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// A certificate in two files, and what was last read from them.
#[derive(Debug)]
pub struct Certificates {
    cert: PathBuf,
    key: PathBuf,
    config: RwLock<Arc<ServerConfig>>,
}

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// A file cannot be read, or holds something else.
    #[error("{file}: {error}")]
    File {
        /// The file.
        file: PathBuf,
        /// Why.
        error: rustls::pki_types::pem::Error,
    },
    /// The file holds no certificate.
    #[error("{0} holds no certificate: a PEM file with the whole chain is expected")]
    Empty(PathBuf),
    /// Certificate and key do not go together, or are of a kind that is not known.
    #[error("the certificate and its key cannot be used: {0}")]
    Pair(#[from] rustls::Error),
}

impl Certificates {
    /// Reads both files.
    ///
    /// # Errors
    /// [`Unusable`], naming the file.
    pub fn read(cert: &Path, key: &Path) -> Result<Self, Unusable> {
        let config = RwLock::new(config(cert, key)?);
        Ok(Self { cert: cert.to_owned(), key: key.to_owned(), config })
    }

    /// Reads both files again. Connections from now on get what they hold; where they cannot be used, what was
    /// read before stays in use.
    ///
    /// # Errors
    /// [`Unusable`], naming the file.
    pub fn read_again(&self) -> Result<(), Unusable> {
        let new = config(&self.cert, &self.key)?;
        *self.config.write().unwrap_or_else(PoisonError::into_inner) = new;
        Ok(())
    }

    /// Shakes hands on a connection, and says whether both sides agreed on HTTP/2.
    ///
    /// # Errors
    /// Where the other side does not encrypt, or goes away.
    pub async fn shake_hands(&self, stream: TcpStream) -> io::Result<(TlsStream<TcpStream>, bool)> {
        let config = Arc::clone(&self.config.read().unwrap_or_else(PoisonError::into_inner));
        let stream = TlsAcceptor::from(config).accept(stream).await?;
        let http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        Ok((stream, http2))
    }
}

fn config(cert: &Path, key: &Path) -> Result<Arc<ServerConfig>, Unusable> {
    let wrong = |file: &Path| {
        let file = file.to_owned();
        move |error| Unusable::File { file, error }
    };
    let chain = CertificateDer::pem_file_iter(cert).map_err(wrong(cert))?;
    let chain = chain.collect::<Result<Vec<_>, _>>().map_err(wrong(cert))?;
    if chain.is_empty() {
        return Err(Unusable::Empty(cert.to_owned()));
    }
    let key = PrivateKeyDer::from_pem_file(key).map_err(wrong(key))?;
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions()?.with_no_client_auth();
    let mut config = builder.with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use rustls::pki_types::ServerName;
    use rustls::{ClientConfig, RootCertStore};
    use tokio::net::TcpListener;
    use tokio_rustls::TlsConnector;

    use super::*;

    /// Writes a certificate for `localhost` and gives it.
    fn write(folder: &Path) -> CertificateDer<'static> {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        std::fs::write(folder.join("cert.pem"), made.cert.pem()).unwrap();
        std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
        made.cert.der().clone()
    }

    /// Whether somebody who trusts that certificate alone gets through.
    async fn is_trusted(certificates: &Arc<Certificates>, trusted: &CertificateDer<'static>) -> bool {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn({
            let certificates = Arc::clone(certificates);
            async move {
                certificates.shake_hands(listener.accept().await.unwrap().0).await.map(|(_, http2)| http2)
            }
        });
        let mut roots = RootCertStore::empty();
        roots.add(trusted.clone()).unwrap();
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().unwrap();
        let mut config = builder.with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec()];
        let stream = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let shaken = TlsConnector::from(Arc::new(config)).connect(name, stream).await.is_ok();
        let served = server.await.unwrap();
        assert!(!shaken || served.unwrap(), "both speak HTTP/2");
        shaken
    }

    #[tokio::test]
    async fn a_new_certificate_counts_as_soon_as_it_is_read_and_a_broken_one_never() {
        let folder = tempfile::tempdir().unwrap();
        let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        let first = write(folder.path());
        let certificates = Arc::new(Certificates::read(&cert, &key).unwrap());
        assert!(is_trusted(&certificates, &first).await);
        let second = write(folder.path());
        assert!(is_trusted(&certificates, &first).await, "not read again yet");
        certificates.read_again().unwrap();
        assert!(is_trusted(&certificates, &second).await);
        assert!(!is_trusted(&certificates, &first).await);
        std::fs::write(&key, "rubbish").unwrap();
        assert!(certificates.read_again().is_err());
        assert!(is_trusted(&certificates, &second).await);
    }

    #[test]
    fn what_is_no_certificate_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        let told = || Certificates::read(&cert, &key).unwrap_err().to_string();
        assert!(told().contains("cert.pem"));
        write(folder.path());
        std::fs::write(&cert, "").unwrap();
        assert!(told().contains("cert.pem"));
    }
}
