package io.alexnet.train.faulty;

import io.alexnet.train.faulty.FaultyDisk.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Passes everything on to the real file system, past the disk's rule and its book of the unforced.
 */
final class FaultyProvider extends FileSystemProvider {
  private final FaultyDisk disk;
  private final FaultyFileSystem fileSystem;
  private final FileSystemProvider real;

  FaultyProvider(FaultyDisk disk, FaultyFileSystem fileSystem, FileSystemProvider real) {
    this.disk = disk;
    this.fileSystem = fileSystem;
    this.real = real;
  }

  private Path read(Path path) {
    disk.requireAlive();
    return FaultyPath.real(path);
  }

  @Override
  public String getScheme() {
    return "faulty";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path file = read(path);
    boolean isNew =
        (options.contains(StandardOpenOption.CREATE)
                || options.contains(StandardOpenOption.CREATE_NEW))
            && !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    if (isNew) {
      disk.before(Kind.CREATE_FILE, file);
    }
    FileChannel channel = real.newFileChannel(file, options, attributes);
    if (isNew) {
      disk.unforced().created(file);
    }
    if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
      disk.unforced().wrote(file);
    }
    return new FaultyChannel(disk, file, channel);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    DirectoryStream<Path> stream =
        real.newDirectoryStream(read(directory), path -> filter.accept(fileSystem.wrap(path)));
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        Iterator<Path> paths = stream.iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return paths.hasNext();
          }

          @Override
          public Path next() {
            return fileSystem.wrap(paths.next());
          }
        };
      }

      @Override
      public void close() throws IOException {
        stream.close();
      }
    };
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    Path path = read(directory);
    disk.before(Kind.CREATE_DIRECTORY, path);
    real.createDirectory(path, attributes);
    disk.unforced().created(path);
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes)
      throws IOException {
    Path path = read(link);
    disk.before(Kind.CREATE_LINK, path);
    real.createSymbolicLink(path, FaultyPath.real(target), attributes);
    disk.unforced().created(path);
  }

  @Override
  public void delete(Path path) throws IOException {
    Path file = read(path);
    // Throws if it is not there, as the real one does.
    real.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    disk.before(Kind.DELETE, file);
    disk.unforced().delete(file);
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    Path from = read(source);
    disk.before(Kind.RENAME, from);
    disk.unforced().rename(from, FaultyPath.real(target));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    return real.isSameFile(read(one), FaultyPath.real(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return real.isHidden(read(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return real.getFileStore(read(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    real.checkAccess(read(path), modes);
  }

  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    return fileSystem.wrap(real.readSymbolicLink(read(link)));
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return real.getFileAttributeView(read(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return real.readAttributes(read(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return real.readAttributes(read(path), attributes, options);
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
    throw new UnsupportedOperationException();
  }
}
