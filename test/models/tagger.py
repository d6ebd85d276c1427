"""A sequence tagger: embeddings, a bidirectional LSTM, a head per token."""
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence


class Tagger(nn.Module):
    def __init__(self, vocabulary=100, width=32, tags=7):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, width, padding_idx=0)
        self.lstm = nn.LSTM(width, width, num_layers=2, batch_first=True, bidirectional=True)
        self.head = nn.Linear(2 * width, tags)

    def forward(self, tokens):
        x = self.embed(tokens)             # shape: [3, 9, 32]
        x, (h, c) = self.lstm(x)           # shape: ([3, 9, 64], ([4, 3, 32], [4, 3, 32]))
        return self.head(x)                # shape: [3, 9, 7]


sentences = [torch.arange(1, n) for n in (10, 6, 4)]         # shape: [[9], [5], [3]]
tokens = pad_sequence(sentences, batch_first=True)           # shape: [3, 9]
scores = Tagger()(tokens)                                    # shape: [3, 9, 7]
loss = nn.functional.cross_entropy(scores.transpose(1, 2), torch.zeros(3, 9, dtype=torch.long))   # shape: []
best = scores.argmax(-1)[tokens != 0]                        # shape: [?]
