// What is refused, and why, in German: the roster: joining, pages, keys. How this is read: web-ui/words/refusals.ts.

import type { Sentences } from '../../refusals.ts';

export const roster: Sentences = {
  'This key was said to be in other hands: by you, or by three of your guardians.':
    'Es heißt, dieser Schlüssel sei in fremden Händen: Sie haben es gesagt, oder drei Ihrer Hüter.',
  'Take a new key with the help of your guardians, or with the recovery key on paper.':
    'Nehmen Sie einen neuen Schlüssel, mit Hilfe Ihrer Hüter oder mit dem Wiederherstellungsschlüssel auf Papier.',
  'Your new key waits, so that whoever held the old one can object.':
    'Ihr neuer Schlüssel wartet, damit widersprechen kann, wer den alten hat.',
  'Wait; you can chat, call for help and receive meanwhile.':
    'Warten Sie; schreiben, um Hilfe rufen und Zahlungen annehmen können Sie inzwischen.',
  'The old key objected to your new one, so neither has power.':
    'Der alte Schlüssel hat dem neuen widersprochen, deshalb gilt vorerst keiner von beiden.',
  'Meet, and propose a decision that adopts the new key.':
    'Treffen Sie sich, und schlagen Sie einen Beschluss vor, der den neuen Schlüssel annimmt.',
  'Only members can do this.': 'Das können nur Mitglieder tun.',
  'Ask for sponsors; you are a member when the next page is closed.':
    'Bitten Sie Mitglieder, für Sie zu bürgen; Sie sind Mitglied, sobald die nächste Seite geschlossen ist.',
  'A name has at most {#1} bytes.': 'Ein Name hat höchstens {#1} Bytes.',
  'Shorten the name.': 'Kürzen Sie den Namen.',
  'Nobody has admitted you yet.': 'Noch hat Sie niemand aufgenommen.',
  'Ask a member to scan your join request.': 'Bitten Sie ein Mitglied, Ihre Beitrittsbitte zu scannen.',
  'An admission with co-sponsors needs their signatures.':
    'Eine Aufnahme mit weiteren Bürgen braucht deren Unterschriften.',
  'Complete the draft.': 'Vervollständigen Sie den Entwurf.',
  'This key is or was a member here.': 'Dieser Schlüssel ist oder war hier schon Mitglied.',
  'Let the person make a new key.': 'Die Person soll einen neuen Schlüssel machen.',
  'The request is not signed with the key it names.':
    'Die Bitte ist nicht mit dem Schlüssel unterschrieben, den sie nennt.',
  'Scan the join request again, from the device that made it.':
    'Scannen Sie die Beitrittsbitte noch einmal, von dem Gerät, das sie gemacht hat.',
  'Nobody has admitted this person yet.': 'Noch hat niemand diese Person aufgenommen.',
  'Scan the join request and admit them.': 'Scannen Sie die Beitrittsbitte und nehmen Sie die Person auf.',
  'This person is or was a member already.': 'Diese Person ist oder war schon Mitglied.',
  'You have already sponsored this person.': 'Sie haben für diese Person schon gebürgt.',
  'Other members can sponsor, too.': 'Auch andere Mitglieder können bürgen.',
  'Two different pages {#1} were both confirmed: more keys lie than the rules allow for.':
    'Zwei verschiedene Seiten {#1} wurden beide bestätigt: Es lügen mehr Schlüssel, als die Regeln verkraften.',
  'Compare the two pages in person, and found the community anew from the one you keep.':
    'Vergleichen Sie die beiden Seiten persönlich, und gründen Sie die Gemeinschaft neu von der Seite aus, die Sie behalten.',
  'You have already proposed page {#1}.': 'Sie haben Seite {#1} schon vorgeschlagen.',
  'Wait until it is confirmed; the others can see it.':
    'Warten Sie, bis sie bestätigt ist; die anderen können sie sehen.',
  'A page carries at most {#1} open exclusive matters, and you have bound on {#2}.':
    'Eine Seite führt höchstens {#1} offene Anliegen weiter, die einander ausschließen, und Sie haben sich an {#2} gebunden.',
  'Let one of them be decided first.': 'Warten Sie, bis eines davon entschieden ist.',
  'These bytes are no key that can sign.': 'Diese Bytes sind kein Schlüssel, der unterschreiben kann.',
  'Let the new device make its key again.': 'Lassen Sie das neue Gerät seinen Schlüssel noch einmal machen.',
  'Only your first device can add others.': 'Nur Ihr erstes Gerät kann weitere hinzufügen.',
  'Do this on the device you joined with.': 'Tun Sie es auf dem Gerät, mit dem Sie beigetreten sind.',
  'Log {#1} is taken.': 'Die Nummer {#1} ist schon vergeben.',
  'Choose another number.': 'Wählen Sie eine andere Nummer.',
  'Guardians are five other members of three households; these are {#1} of {#2}.':
    'Hüter sind fünf andere Mitglieder aus drei Haushalten; diese hier sind {#1} aus {#2}.',
  'Choose five people whom you would trust with your door key.':
    'Wählen Sie fünf Menschen, denen Sie Ihren Hausschlüssel anvertrauen würden.',
  'You are not a guardian of this person.': 'Sie sind kein Hüter dieser Person.',
  'Only the guardians they named can do this.': 'Das können nur die Hüter, die sie genannt hat.',
  'You still have your key.': 'Sie haben Ihren Schlüssel noch.',
  'Use "Replace the key of this device".': 'Nehmen Sie „Den Schlüssel dieses Geräts ersetzen“.',
  'This would not end the key that counts now.': 'Das würde den Schlüssel nicht beenden, der jetzt gilt.',
  'Make the draft again.': 'Machen Sie den Entwurf noch einmal.',
  'A signature of a guardian, or of the new key, is missing.':
    'Eine Unterschrift fehlt: von einem Hüter oder mit dem neuen Schlüssel.',
  'Let everybody sign first.': 'Lassen Sie zuerst alle unterschreiben.',
  'The recovery key did not sign this.': 'Das ist nicht mit dem Wiederherstellungsschlüssel unterschrieben.',
  'Scan the paper again.': 'Scannen Sie das Papier noch einmal.',
  'You are away already.': 'Sie sind schon abwesend gemeldet.',
  'You are here already.': 'Sie sind schon als anwesend gemeldet.',
  'Nothing more is needed.': 'Es ist nichts weiter nötig.',
  'That is no new key in your name.': 'Das ist kein neuer Schlüssel in Ihrem Namen.',
  'Look the record up in the list of new keys.': 'Suchen Sie den Eintrag in der Liste der neuen Schlüssel.',
  'A name is missing.': 'Ein Name fehlt.',
  'Write how people call you.': 'Schreiben Sie, wie man Sie nennt.',
  'This name takes {#1} bytes on the air, and {#2} have room.':
    'Dieser Name braucht im Funk {#1} Bytes, und Platz ist für {#2}.',
  'Use your first name or a short form.': 'Nehmen Sie Ihren Vornamen oder eine kurze Form.',
  'The house number is missing.': 'Die Hausnummer fehlt.',
  'Give a number from 1 to {#1}.': 'Geben Sie eine Zahl von 1 bis {#1} an.',
  'The community has no name yet.': 'Die Gemeinschaft hat noch keinen Namen.',
  'Write what it is called.': 'Schreiben Sie, wie sie heißt.',
  'This name takes {#1} bytes, and {#2} have room.': 'Dieser Name braucht {#1} Bytes, und Platz ist für {#2}.',
  'Shorten it.': 'Kürzen Sie den Text.',
  'This join request does not read.': 'Diese Beitrittsbitte lässt sich nicht lesen.',
  'Copy the whole text again from the phone that wants to join.':
    'Kopieren Sie noch einmal den ganzen Text vom Telefon der Person, die beitreten will.',
  'it follows a page that is not closed here': 'sie folgt auf eine Seite, die hier nicht geschlossen ist',
  'its author does not belong to the page before': 'wer sie geschrieben hat, gehört nicht zur Seite davor',
  'the key of its author is not believed': 'dem Schlüssel, der sie geschrieben hat, wird nicht geglaubt',
  'it lists somebody twice': 'sie nennt jemanden zweimal',
  '{1} is a member already': '{1} ist schon Mitglied',
  '{1} was a member before and left; a person who comes back is admitted with a new key':
    '{1} war schon Mitglied und ist gegangen; wer wiederkommt, wird mit einem neuen Schlüssel aufgenommen',
  '{1} nobody has admitted this person yet': '{1}: Noch hat niemand diese Person aufgenommen',
  '{1} joins when the next page is closed': '{1} wird Mitglied, wenn die nächste Seite geschlossen wird',
  '{1} is to be removed, but did not leave': '{1} soll gestrichen werden, ist aber nicht gegangen',
  'it omits {#1} open matters that you have bound on':
    'sie lässt {#1} {1:offenes Anliegen|offene Anliegen} weg, an {1:das|die} Sie sich gebunden haben',
  '{1} is put out without a decision that is held here and not paused':
    '{1} wird ausgeschlossen, ohne dass hier ein geltender Beschluss dazu vorliegt',
  'key {#1} of the charter changes without a decision that is held here and not paused':
    'Punkt {#1} der Satzung ändert sich, ohne dass hier ein geltender Beschluss dazu vorliegt',
  'it changes a key twice': 'sie ändert einen Punkt zweimal',
  '{1} needs {#2} more sponsor': 'für {1} muss noch {#2} Mitglied bürgen',
  '{1} needs {#2} more sponsor ({#3} of those who vouch did so for others lately)':
    'für {1} muss noch {#2} Mitglied bürgen ({#3} von denen, die bürgen, {3:hat|haben} es kürzlich schon für andere getan)',
  '{1} needs {#2} more sponsor and a sponsor of another household':
    'für {1} muss noch {#2} Mitglied bürgen und eines aus einem anderen Haushalt',
  '{1} needs {#2} more sponsor and a sponsor of another household ({#3} of those who vouch did so for others lately)':
    'für {1} muss noch {#2} Mitglied bürgen und eines aus einem anderen Haushalt ({#3} von denen, die bürgen, {3:hat|haben} es kürzlich schon für andere getan)',
  '{1} needs {#2} more sponsors': 'für {1} müssen noch {#2} Mitglieder bürgen',
  '{1} needs {#2} more sponsors ({#3} of those who vouch did so for others lately)':
    'für {1} müssen noch {#2} Mitglieder bürgen ({#3} von denen, die bürgen, {3:hat|haben} es kürzlich schon für andere getan)',
  '{1} needs {#2} more sponsors and a sponsor of another household':
    'für {1} müssen noch {#2} Mitglieder bürgen und eines aus einem anderen Haushalt',
  '{1} needs {#2} more sponsors and a sponsor of another household ({#3} of those who vouch did so for others lately)':
    'für {1} müssen noch {#2} Mitglieder bürgen und eines aus einem anderen Haushalt ({#3} von denen, die bürgen, {3:hat|haben} es kürzlich schon für andere getan)',
  '{1} needs a sponsor of another household': 'für {1} muss noch jemand aus einem anderen Haushalt bürgen',
  '{1} needs a sponsor of another household ({#2} of those who vouch did so for others lately)':
    'für {1} muss noch jemand aus einem anderen Haushalt bürgen ({#2} von denen, die bürgen, {2:hat|haben} es kürzlich schon für andere getan)',
  'Add a new device instead and go on there, or let your guardians give you a new key if this one is lost.':
    'Nehmen Sie stattdessen ein neues Gerät und machen Sie dort weiter, oder lassen Sie sich von Ihren Hütern einen neuen Schlüssel geben, wenn dieser verloren ist.',
  'Copy the whole text again from the device that made the key.':
    'Kopieren Sie den ganzen Text noch einmal von dem Gerät, das den Schlüssel gemacht hat.',
  'Copy the whole text again from the new device.': 'Kopieren Sie den ganzen Text noch einmal vom neuen Gerät.',
  'The new key did not sign that it is to be taken in.':
    'Der neue Schlüssel hat nicht unterschrieben, dass er aufgenommen werden soll.',
  'This key was replaced {#1} times already, and whoever comes new tries {#2} keys.':
    'Dieser Schlüssel wurde schon {#1}-mal ersetzt, und wer neu dazukommt, probiert {#2} Schlüssel.',
  'This text has no part that begins with "fd1".': 'In diesem Text beginnt nichts mit „fd1“.',
  'This text of a device does not read.': 'Dieser Text eines Geräts lässt sich nicht lesen.',
};
