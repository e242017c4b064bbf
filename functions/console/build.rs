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
    let mut table = String::from("&[\n");
    for path in &paths {
        let name = path
            .strip_prefix(&dist)?
            .to_string_lossy()
            .replace('\\', "/");
        if is_twin(path) || UNSERVED.contains(&name.as_str()) {
            continue;
        }
        let etag = format!("\"{:016x}\"", hash(&fs::read(path)?));
        let [brotli, gzip] = TWINS.map(|ending| twin(path, ending));
        writeln!(
            table,
            "File {{ name: {name:?}, etag: {etag:?}, bytes: include_bytes!({path:?}), brotli: {brotli}, gzip: {gzip} }},"
        )?;
    }
    table.push(']');
    let out = Path::new(&env::var("OUT_DIR")?).join("files.rs");
    Ok(fs::write(out, table)?)
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

/// The compressed twin of a file, as Rust.
fn twin(path: &Path, ending: &str) -> String {
    let mut twin = path.as_os_str().to_owned();
    twin.push(format!(".{ending}"));
    match Path::new(&twin).is_file() {
        true => format!("Some(include_bytes!({twin:?}))"),
        false => "None".to_owned(),
    }
}

/// FNV-1a, 64 bits: it tells versions of a file apart, and guards nothing.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
