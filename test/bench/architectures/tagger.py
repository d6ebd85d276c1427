class CharacterEncoder_N(nn.Module):
    """A word's characters as one vector: an embedding, a convolution, the largest answer."""

    def __init__(self, alphabet=96, dim=WIDTH, out_channels=WIDTH * 2):
        super().__init__()
        self.embedding = nn.Embedding(alphabet, dim)
        self.conv = nn.Conv1d(dim, out_channels, kernel_size=3, padding=1)

    def forward(self, characters):
        batch, words, letters = characters.shape
        x = self.embedding(characters.reshape(batch * words, letters))
        x = F.relu(self.conv(x.transpose(1, 2)))
        return x.max(dim=2).values.view(batch, words, -1)


class Tagger_N(nn.Module):
    """Tags the words of a sentence: embeddings of words and characters, an LSTM in both directions."""

    def __init__(self, vocabulary=5000, tags=17, dim=WIDTH * 4, hidden=WIDTH * 4):
        super().__init__()
        self.words = nn.Embedding(vocabulary, dim)
        self.characters = CharacterEncoder_N()
        self.lstm = nn.LSTM(dim + WIDTH * 2, hidden, num_layers=2, batch_first=True, bidirectional=True, dropout=0.1)
        self.norm = nn.LayerNorm(hidden * 2)
        self.head = nn.Linear(hidden * 2, tags)

    def encode(self, words, characters):
        embedded = torch.cat([self.words(words), self.characters(characters)], dim=-1)
        states, _ = self.lstm(embedded)
        return self.norm(states)

    def forward(self, words, characters):
        states = self.encode(words, characters)
        scores = self.head(states)
        return F.log_softmax(scores, dim=-1)


def tag_sentences_N(batch=2, words=12, letters=9):
    model = Tagger_N()
    tokens = torch.zeros(batch, words, dtype=torch.long)
    characters = torch.zeros(batch, words, letters, dtype=torch.long)
    return model(tokens, characters)
