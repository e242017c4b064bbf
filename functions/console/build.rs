//! Takes the files of the page into the program, where they are built: `make console` puts them into `web/dist`. Without
//! them, the program says how they are made.

use std::{
    env,
    error::Error,
    fmt::Write,
    fs, io,
    path::{Path, PathBuf},
};

/// What of `web/dist` is not served.
const UNSERVED: [&str; 2] = [".gitignore", "manifest.json"];
/// Endings of the compressed twins of a file.
const TWINS: [&str; 2] = ["br", "gz"];

fn main() -> Result<(), Box<dyn Error>> {
    let dist = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("web/dist");
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut paths = Vec::new();
    collect(&dist, &mut paths)?;
    paths.sort();
    let mut copies = Copies(PathBuf::from(env::var("OUT_DIR")?), 0);
    let mut table = String::from("&[\n");
    for path in &paths {
        let name = path
            .strip_prefix(&dist)?
            .to_string_lossy()
            .replace('\\', "/");
        if is_twin(path) || UNSERVED.contains(&name.as_str()) {
            continue;
        }
        // Another build of the page may have just removed it.
        let Some(bytes) = read(path)? else { continue };
        let etag = format!("\"{:016x}\"", hash(&bytes));
        let plain = copies.take(&bytes)?;
        let [brotli, gzip] = TWINS.map(|ending| copies.take_twin(path, ending));
        let (brotli, gzip) = (brotli?, gzip?);
        writeln!(
            table,
            "File {{ name: {name:?}, etag: {etag:?}, bytes: {plain}, brotli: {brotli}, gzip: {gzip} }},"
        )?;
    }
    table.push(']');
    Ok(fs::write(copies.0.join("files.rs"), table)?)
}

/// Copies of the files, and how many there are: the page may be built again while the program is compiled.
struct Copies(PathBuf, usize);

impl Copies {
    /// The bytes, as Rust.
    fn take(&mut self, bytes: &[u8]) -> io::Result<String> {
        let name = format!("file{}", self.1);
        self.1 += 1;
        fs::write(self.0.join(&name), bytes)?;
        Ok(format!(
            "include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\"))"
        ))
    }

    /// The compressed twin of a file, as Rust.
    fn take_twin(&mut self, path: &Path, ending: &str) -> io::Result<String> {
        let mut twin = path.as_os_str().to_owned();
        twin.push(format!(".{ending}"));
        match read(Path::new(&twin))? {
            Some(bytes) => Ok(format!("Some({})", self.take(&bytes)?)),
            None => Ok("None".to_owned()),
        }
    }
}

/// `None` for a file that is not there.
fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        bytes => bytes.map(Some),
    }
}

/// All files in a folder, however deep.
fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let path = entry?.path();
        match path.is_dir() {
            true => collect(&path, paths)?,
            false => paths.push(path),
        }
    }
    Ok(())
}

fn is_twin(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| TWINS.contains(&ending))
}

/// FNV-1a, 64 bits: it tells versions of a file apart, and guards nothing.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
