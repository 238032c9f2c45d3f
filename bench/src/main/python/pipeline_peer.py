"""The other side of `bench pipeline`: JPEG files to batches of floats, as PyTorch users do it.

Usage: python3 pipeline_peer.py FOLDER WORKERS [IMAGES]

FOLDER has one directory for each class. Says `ready <images> <description>`, then answers each line
`run` on standard input with the seconds that it took to make batches of 128 of IMAGES pictures, a
multiple of 128 (if not given: whole batches for every worker, at least 2 seconds' work). Ends when
standard input does.

Debian: apt-get install python3-torchvision python3-pil
"""

import os
import sys
import threading
import time
import warnings

warnings.filterwarnings("ignore")

try:
    import PIL
    import torch
    import torchvision
    from torchvision import transforms
    from torchvision.datasets import ImageFolder
except ImportError as missing:
    sys.exit(f"{missing}: install PyTorch's vision library (Debian: apt-get install python3-torchvision python3-pil)")

BATCH = 128
LEAST_SECONDS = 2.0
# ImageNet's, as in torchvision's own training script.
MEAN = (0.485, 0.456, 0.406)
DEVIATION = (0.229, 0.224, 0.225)


def data_set(folder):
    """The training pipeline of the paper's data: shorter side to 256, the centre of it, a window of it."""
    return ImageFolder(
        folder,
        transforms.Compose([
            transforms.Resize(256),
            transforms.CenterCrop(256),
            transforms.RandomCrop(224),
            transforms.RandomHorizontalFlip(),
            transforms.ToTensor(),
            transforms.Normalize(MEAN, DEVIATION),
        ]),
    )


class Shuffled(torch.utils.data.Sampler):
    """Permutations of the pictures one after the other, `images` indices in all."""

    def __init__(self, size, images):
        self.size = size
        self.images = images

    def __iter__(self):
        for first in range(0, self.images, self.size):
            yield from torch.randperm(self.size)[: self.images - first].tolist()

    def __len__(self):
        return self.images


def loader(pictures, workers, sampler):
    return torch.utils.data.DataLoader(
        pictures,
        batch_size=BATCH,
        sampler=sampler,
        num_workers=workers,
        persistent_workers=True,
    )


def seconds(batches):
    """Takes every batch and lets it go, as the project's side does."""
    start = time.perf_counter()
    for _ in batches:
        pass
    return time.perf_counter() - start


def until_input_ends(commands):
    for line in sys.stdin:
        commands.append(line.strip())
        commands.available.release()
    # Not sys.exit, which ends only this thread and waits for the work under way.
    os._exit(0)


class Commands(list):
    def __init__(self):
        super().__init__()
        self.available = threading.Semaphore(0)
        threading.Thread(target=until_input_ends, args=(self,), daemon=True).start()

    def next(self):
        self.available.acquire()
        return self.pop(0)


def main(folder, workers, images=None):
    workers = int(workers)
    torch.set_num_threads(1)
    pictures = data_set(folder)
    share = workers * BATCH
    sampler = Shuffled(len(pictures), int(images) if images else share)
    batches = loader(pictures, workers, sampler)
    seconds(batches)
    while not images and seconds(batches) < LEAST_SECONDS:
        sampler.images += share
    commands = Commands()
    print(
        f"ready {sampler.images} torchvision {torchvision.__version__}, Pillow {PIL.__version__}"
        f" on {workers} processes",
        flush=True,
    )
    while True:
        command = commands.next()
        if command != "run":
            sys.exit(f'knows "run", not "{command}"')
        print(f"{seconds(batches):.9f}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__.strip())
    main(*sys.argv[1:])
